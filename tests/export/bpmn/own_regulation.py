"""A regulation with everything that the language of regulations has, in few steps."""

from __future__ import annotations

from pathlib import Path

from sim.law.load import load_regulation
from sim.law.regulation import Regulation

TEXT = """
regulation: my_region_2024_my_service
title: {kk: Менің қызметім, ru: Моя услуга, en: My service}
region: My region
year: 2024
act: {document: act.txt, issuer: Akimat, number: "12", date: 2024-03-01}
roles:
  clerk: {kk: қызметкер, ru: работник, en: clerk}
  commission: {kk: комиссия, kind: commission}
  portal: {kk: портал, kind: system}
  applicant: {kk: өтініш беруші, en: applicant, kind: applicant}
routes:
  provider:
    title: At the provider
    source: clause 5
    steps:
      - {n: 1, role: clerk, action: takes the papers, limit: 15 minutes, applicant_present: true, source: 5.1)}
      - {n: 2, role: clerk, action: asks for papers, source: 5.2), branch: {when: papers are missing, outcome: missing_documents}}
      - {n: 3, role: clerk, action: gives the papers back, source: 5.3), branch: {when: nothing is signed, outcome: returned}}
      - {n: 4, role: commission, action: decides, limit: 10 calendar days, limit_from: 1, source: 5.4)}
      - {n: 5, role: clerk, action: refuses, source: 5.5), branch: {when: there is no need, outcome: refused}}
      - {n: 6, role: clerk, action: writes the answer, limit: 2 hours, timetable: {times_per_day: 2, way: to}, source: 5.6)}
      - {n: 7, role: clerk, action: hands the answer out, applicant_present: true, source: 5.7)}
      - {n: 8, role: clerk, action: posts the answer, source: 5.8), branch: {when: the applicant lives far away, outcome: alternative}}
  portal:
    title: On the portal
    source: clause 6
    steps:
      - {n: 1, role: applicant, action: fills in the request, source: 6.1)}
      - {n: 2, role: portal, action: checks the signature, source: 6.2)}
      - {n: 3, role: portal, action: says no, source: 6.3), branch: {when: the signature is wrong, outcome: stopped_before_receipt}}
      - {n: 4, role: clerk, action: checks the package, source: 6.4)}
    join: {step: 4, route: provider, readings: {short: {through: 4, note: The decision is the end.}, whole: {through: 6, note: All of it.}}, used: whole, interpretation: The text is silent.}
terms:
  provider: {limit: 15 working days, source: {kind: text, text: clause 4, confidence: high}}
  portal: {limit: 15 working days, source: {kind: text, text: clause 4, confidence: high}}
legal_clock: {missing_documents: stops}
"""


def own_regulation(folder: Path, text: str = TEXT) -> Regulation:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return load_regulation(path)
