"""Every fault of streams, populations, profiles, campaigns and backlogs is told at its place, with what would do."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from sim.errors import InputError
from sim.scenario.demand import Month
from sim.shipped import shipped_folder
from sim.study.loading import Reader, load_scenario
from tests.minimal import changed, faults_of
from tests.study.faulty_demand import DEMAND, LAW, assert_fault, faults_after, written

RATE = "rate: 4 per working day"
BATCH = "bulk: {1: 3, 5: 1}"
GROWTH = "growth: 5 % per year"
MONTHS = "months: {may: 2, december: 0}"
WEEKDAYS = "weekdays: {monday: 2}"
HOURS = 'hours: {"09:00-11:00": 3, "11:00-13:00": 0.5}'
PROFILE = f"    profile:\n      {MONTHS}\n      {WEEKDAYS}\n      {HOURS}\n"
SURGE = "{first_day: 2018-05-14, last_day: 2018-05-18, rate: 3 per working day}"
LISTED = "instants: [2018-05-03 09:00, 2018-05-04 10:30]"
BY_OFFICE = "provider: {share: 60 %, office: rural, weights: {north: 1, south: 2}}"
BY_PORTAL = "portal: {share: 40 %, office: town}"
CHANNELS = f"    channels:\n      {BY_OFFICE}\n      {BY_PORTAL}\n"
PER_MONTH = "rate: 40 per month"
OLD = '{step: "4", count: 3, age: 3 working days}'
FILES = f'    files:\n      - {OLD}\n      - {{step: "6", count: 2, received: 2018-04-20}}\n'


def test_the_scenario_that_the_others_change_is_in_order(tmp_path: Path) -> None:
    written(tmp_path)
    assert faults_of(tmp_path, DEMAND, LAW) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (RATE, "source: asked", "51:5: nothing says how many come; give 'rate', 'instants' or 'history'"),
        (RATE, "rate: ~", "51:5: nothing says how many come; give 'rate', 'instants' or 'history'"),
        (RATE, "rate: 4 per day",
         "54:11: 'per day' is unclear for a channel that is not open every day; write 'per working day', or 'per month' "
         "for a count that is spread over open time"),
        (RATE, RATE + "\n    instants: [2018-05-03 09:00]",
         "55:15: both 'rate' and 'instants' say how many come; keep one of them"),
        (RATE, RATE + "\n    history: {file: past.csv}",
         "55:14: both 'rate' and 'history' say how many come; keep one of them"),
        (RATE, "instants: [2018-05-03 09:00]",
         "55:11: 'bulk' belongs to a rate, and the stream has 'instants'; take it out"),
        (RATE, "history: {file: past.csv}", "55:11: 'bulk' belongs to a rate, and the stream has 'history'; take it out"),
        (LISTED, "instants: [2018-05-04 09:00, 2018-05-03 10:30]",
         "70:84: 2018-05-03 10:30 is earlier than 2018-05-04 09:00 before it; write the earlier ones first"),
        (LISTED, "instants: []", "70:65: at least one entry is needed here; add one, or take the key out"),
        (LISTED, "instants: ~", "70:11: nothing says how many come; give 'rate', 'instants' or 'history'"),
        (LISTED, "instants: 2018-05-03 09:00", "70:65: a list is needed here, not '2018-05-03 09:00'"),
        (LISTED, "instants: {first: 2018-05-03 09:00}",
         "70:65: a list is needed here, not a block of keys; begin each entry with '- '"),
        (LISTED, "instants: [2018-05-03]", "70:66: '2018-05-03' is not a moment; write 2018-09-10 09:00"),
        (LISTED, "instants: [2018-05-03 09:00, 2018-05-03 25:00]", "70:84: '25:00' is not a time of the day; write 10:00"),
        (LISTED, "instants: [2018-05-03 09:00+05:00]", "70:66: '09:00+05:00' is not a time of the day; write 10:00"),
        (LISTED, "instants: [2018-05-01 18:00, 2018-05-03 10:00]",
         "70:66: 2018-05-01 18:00 is out of range; it has to lie between 2018-05-02 and 2027-12-31"),
        (LISTED, "instants: [2018-05-03 09:00, 2028-01-01 09:00]",
         "70:84: 2028-01-01 09:00 is out of range; it has to lie between 2018-05-02 and 2027-12-31"),
        (LISTED, "instants: [2018-05-03 09:00], profile: {months: {may: 1}}",
         "70:94: 'profile' belongs to a rate, and the stream has 'instants'; take it out"),
        (LISTED, "instants: [2018-05-03 09:00], growth: 5 % per year",
         "70:93: 'growth' belongs to a rate, and the stream has 'instants'; take it out"),
        (LISTED, "instants: [2018-05-03 09:00], bulk: 2",
         "70:91: 'bulk' belongs to a rate, and the stream has 'instants'; take it out"),
        (LISTED, "instants: [2018-05-03 09:00], per_office: true",
         "70:97: 'per_office' belongs to a rate, and the stream has 'instants'; take it out"),
        (LISTED, "instants: [2018-05-03 09:00], process: deterministic",
         "70:94: 'process' belongs to a rate, and the stream has 'instants'; take it out"),
        (LISTED, "instants: [2018-05-03 09:00], process: steady",
         "70:94: 'steady' is not known for 'process'; known here: deterministic, poisson"),
        (LISTED, "instants: [2018-05-03 09:00], campaigns: {more: {first_day: 2018-05-14, last_day: 2018-05-18, times: 2}}",
         "70:149: campaign 'more' multiplies a rate that is not there; give its 'rate'"),
        ("listed: {service: aid, route: portal", "listed: {service: aid, route: akim",
         "70:33: 'aid' does not use the route 'akim'; known here: portal, provider"),
        ("listed: {service: aid, route: portal", "listed: {service: aid, route: portl",
         "70:33: 'portl' is not known for 'route'; did you mean 'portal'?"),
        ("listed: {service: aid, route: portal", "listed: {service: aid",
         "70:11: nothing says how applications come; give 'route' and 'office', or 'channels' with their shares"),
        ("listed: {service: aid, route: portal, office: town", "listed: {service: aid, route: portal",
         "70:11: nothing says where applications arrive; give 'office'"),
        ("listed: {service: aid,", "listed: {service: aidd,", "70:21: there is no service 'aidd'; did you mean 'aid'?"),
    ],
)  # fmt: skip
def test_a_stream_that_says_too_little_or_too_much(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (BATCH, "bulk: 0", "55:11: '0' is out of range; a batch has from 1 to 1000000 applications"),
        (BATCH, "bulk: -1", "55:11: '-1' is out of range; a batch has from 1 to 1000000 applications"),
        (BATCH, "bulk: 1000001", "55:11: '1000001' is out of range; a batch has from 1 to 1000000 applications"),
        (BATCH, "bulk: 1.5",
         "55:11: a size of batches is needed here, not '1.5'; write 5, or sizes with weights: {1: 3, 5: 1}"),
        (BATCH, "bulk: many",
         "55:11: a size of batches is needed here, not 'many'; write 5, or sizes with weights: {1: 3, 5: 1}"),
        (BATCH, "bulk: true",
         "55:11: a size of batches is needed here, not 'true'; write 5, or sizes with weights: {1: 3, 5: 1}"),
        (BATCH, "bulk: [2, 3]",
         "55:11: a size of batches is needed here, not a list; write 5, or sizes with weights: {1: 3, 5: 1}"),
        (BATCH, "bulk: {}", "55:11: at least one entry is needed here; add one, or take the key out"),
        (BATCH, "bulk: {0: 1}", "55:12: '0' is out of range; at least 1 is needed"),
        (BATCH, "bulk: {1.5: 1}", "55:12: a whole number is needed here, not '1.5'"),
        (BATCH, "bulk: {few: 1}", "55:12: a whole number is needed here, not 'few'"),
        (BATCH, "bulk: {2: -1}", "55:15: '-1' is out of range; at least 0 is needed"),
        (BATCH, "bulk: {2: many}", "55:15: a number is needed here, not 'many'"),
        (BATCH, "bulk: {2: ~}", "55:15: a number is needed here, and nothing is given; fill it, or take the key out"),
        (BATCH, "bulk: {2: 0, 3: 0}", "55:11: all sizes weigh zero, so nobody comes; give one a weight above zero"),
        (BATCH, "bulk: {2: 1, 2: 3}", "55:18: the key '2' is given twice, first in line 55; keep one of them"),
        (GROWTH, "growth: 5 %", "60:13: '5 %' is not said to be per year; write '5 % per year'"),
        (GROWTH, "growth: 5 % per month", "60:13: '5 % per month' is not said to be per year; write '5 % per year'"),
        (GROWTH, "growth: 5 per year", "60:13: '5 per year' has no per cent sign; write '5 % per year'"),
        (GROWTH, "growth: 0.05", "60:13: '0.05' has no per cent sign; write '5 % per year'"),
        (GROWTH, "growth: 1,5 % per year",
         "60:13: '1,5 % per year' has a comma in its number; write a point before decimals"),
        (GROWTH, "growth: -100 % per year",
         "60:13: '-100 % per year' is out of range; a growth lies above -100 % and up to 1000 %"),
        (GROWTH, "growth: 1001 % per year",
         "60:13: '1001 % per year' is out of range; a growth lies above -100 % and up to 1000 %"),
        (GROWTH, "growth: fast", "60:13: 'fast' is not a growth; write '5 % per year', or '-5 % per year'"),
        (GROWTH, "growth: [5]", "60:13: a list does not fit here; write a growth such as '5 % per year'"),
        (GROWTH, "growth: true", "60:13: 'true' does not fit here; write a growth such as '5 % per year'"),
    ],
)  # fmt: skip
def test_batches_and_growth_that_cannot_be(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (MONTHS, "months: {maj: 2}", "57:16: unknown key 'maj'; did you mean 'may'?"),
        (MONTHS, "months: {May: 2}", "57:16: unknown key 'May'; did you mean 'may'?"),
        (MONTHS, "months: {5: 2}",
         "57:16: unknown key '5'; known here: april, august, december, february, january, july, june, march, may, "
         "november, october, september"),
        (MONTHS, "months: {may: -2}", "57:21: '-2' is out of range; at least 0 is needed"),
        (MONTHS, "months: {may: many}", "57:21: a number is needed here, not 'many'"),
        (MONTHS, "months: {may: .inf}", "57:21: a number is needed here, not 'inf'"),
        (MONTHS, "months: {may: .nan}", "57:21: a number is needed here, not 'nan'"),
        (MONTHS, "months: [1, 2]", "57:15: a block of keys is needed here, not a list"),
        (MONTHS, f"months: {{{', '.join(f'{month}: 0' for month in get_args(Month))}}}",
         "57:15: all weights are zero, so nobody comes; give one above zero"),
        (WEEKDAYS, "weekdays: {mon: 2}", "58:18: the name of a weekday is needed here, not 'mon'; did you mean 'monday'?"),
        (WEEKDAYS, "weekdays: {1: 2}",
         "58:18: the name of a weekday is needed here, not '1'; known here: friday, monday, saturday, sunday, thursday, "
         "tuesday, wednesday"),
        (WEEKDAYS, "weekdays: {monday: -2}", "58:26: '-2' is out of range; at least 0 is needed"),
        (WEEKDAYS, "weekdays: monday", "58:17: a block of keys is needed here, not 'monday'"),
        (WEEKDAYS, "weekdays: {monday: 0, tuesday: 0, wednesday: 0, thursday: 0, friday: 0}",
         "56:5: the profile gives no weight to any time at which 'town' takes applications; give an open hour a weight "
         "above zero"),
        (WEEKDAYS, "weekdays: {monday: 0, tuesday: 0, wednesday: 0, thursday: 0, friday: 0, saturday: 0, sunday: 0}",
         "58:17: all weights are zero, so nobody comes; give one above zero"),
        (HOURS, 'hours: {"09:00-11:00": 3, "10:00-13:00": 0.5}',
         "59:33: '10:00-13:00' and '09:00-11:00' share hours; give each hour one weight"),
        (HOURS, 'hours: {"09:00-11:00": 3, "9:00-11:00": 0.5}',
         "59:33: '9:00-11:00' and '09:00-11:00' share hours; give each hour one weight"),
        (HOURS, 'hours: {"9-11": 3}', "59:15: '9-11' is not an interval of hours; write 09:00-13:00"),
        (HOURS, "hours: {9: 3}", "59:15: '9' is not an interval of hours; write 09:00-13:00"),
        (HOURS, "hours: {morning: 2}", "59:15: 'morning' is not an interval of hours; write 09:00-13:00"),
        (HOURS, "hours: {closed: 3}", "59:15: 'closed' names no hours; write hours such as 09:00-13:00"),
        (HOURS, 'hours: {"11:00-09:00": 3}',
         "59:15: '11:00-09:00' ends before it begins; hours over midnight are not known here"),
        (HOURS, 'hours: {"22:00-25:00": 3}',
         "59:15: '22:00-25:00' names a time that no clock shows; the day ends at 24:00"),
        (HOURS, 'hours: {"09:00-11:00, 10:00-12:00": 1}',
         "59:15: '10:00-12:00' begins before the interval before it has ended; write them in order"),
        (HOURS, 'hours: {"09:00-11:00": -3}', "59:30: '-3' is out of range; at least 0 is needed"),
        (HOURS, 'hours: "09:00-11:00"', "59:14: a block of keys is needed here, not '09:00-11:00'"),
        (HOURS, 'hours: {"00:00-24:00": 0}',
         "56:5: the profile gives no weight to any time at which 'town' takes applications; give an open hour a weight "
         "above zero"),
        (HOURS, 'hours: {"09:00-13:00, 14:30-18:30": 0}',
         "56:5: the profile gives no weight to any time at which 'town' takes applications; give an open hour a weight "
         "above zero"),
        (PROFILE, '    profile:\n      hours: {"19:00-21:00": 2}\n',
         "57:15: no application is taken at 19:00-21:00 on any day of the period, so the weight changes nothing; take it out, or "
         "give an office hours then"),
        (PROFILE, '    profile:\n      weekdays: {sunday: 1.5}\n',
         "57:18: no application is taken on any Sunday of the period, so the weight changes nothing; take it out, or give an "
         "office hours then"),
        (PROFILE, "    profile: {}\n", "56:14: the profile has no shape; give 'months', 'weekdays' or 'hours'"),
        (PROFILE, "    profile: {source: asked}\n",
         "56:14: the profile has no shape; give 'months', 'weekdays' or 'hours'"),
        (PROFILE, "    profile: even\n", "56:14: a block of keys is needed here, not 'even'"),
        (PROFILE, "    profile: {month: {may: 2}}\n", "56:15: unknown key 'month'; did you mean 'months'?"),
    ],
)  # fmt: skip
def test_a_profile_that_cannot_be(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (SURGE, "{first_day: 2018-05-14, last_day: 2018-05-11, rate: 3 per working day}",
         "62:48: 'last_day' lies before 'first_day', 2018-05-14; exchange them"),
        (SURGE, "{first_day: 2018-06-01, last_day: 2018-06-08, rate: 3 per working day}",
         "62:7: the campaign lies outside the period, 2018-05-02 to 2018-06-01, so it changes nothing; move its days, "
         "or take it out"),
        (SURGE, "{first_day: 2018-04-02, last_day: 2018-05-01, rate: 3 per working day}",
         "62:7: the campaign lies outside the period, 2018-05-02 to 2018-06-01, so it changes nothing; move its days, "
         "or take it out"),
        (SURGE, "{first_day: 2018-05-14, last_day: 2018-05-18}",
         "62:14: neither 'rate' nor 'times' is given; say with one of them how many more come"),
        (SURGE, "{first_day: 2018-05-14, last_day: 2018-05-18, rate: 3 per week, times: 2}",
         "62:14: both 'rate' and 'times' are given; say with one of them how many more come"),
        (SURGE, "{first_day: 2018-05-14, last_day: 2018-05-18, rate: , times: }",
         "62:14: neither 'rate' nor 'times' is given; say with one of them how many more come"),
        (SURGE, "{first_day: 2018-05-14, last_day: 2018-05-18, times: 1}", "62:67: '1' is out of range; above 1 is needed"),
        (SURGE, "{first_day: 2018-05-14, last_day: 2018-05-18, times: 1001}",
         "62:67: '1001' is out of range; at most 1000 is possible"),
        (SURGE, "{first_day: 2018-05-14, last_day: 2018-05-18, times: twice}",
         "62:67: a number is needed here, not 'twice'"),
        (SURGE, "{first_day: 2018-05-14, last_day: 2018-05-18, rate: 3 per day}",
         "62:66: 'per day' is unclear for a channel that is not open every day; write 'per working day', or 'per month' "
         "for a count that is spread over open time"),
        (SURGE, "{first_day: 2018-05-14, last_day: 2018-05-18, rate: 0 per week}",
         "62:66: the rate '0 per week' is not above zero; leave the stream out if nobody comes"),
        (SURGE, "{first_day: 2018-05-14, last_day: 2018-05-18, times: 2, growth: 5}",
         "62:70: unknown key 'growth'; known here: assumption, first_day, last_day, rate, source, times"),
        (SURGE, "{first: 2018-05-14, last_day: 2018-05-18, times: 2}",
         "62:15: unknown key 'first'; did you mean 'first_day'?"),
        (SURGE, "{last_day: 2018-05-18, times: 2}", "62:7: the key 'first_day' is missing in 'surge' (line 62); add it"),
        (SURGE, "{first_day: 14.05.2018, last_day: 2018-05-18, times: 2}",
         "62:26: '14.05.2018' is not a day; write 2018-05-14"),
        (SURGE, "2", "62:14: a block of keys is needed here, not '2'"),
        (SURGE, "~", "62:14: a block of keys is needed here, and nothing is given; fill it, or take the key out"),
        ("surge: ", "Surge: ", "62:7: a short name has small letters, digits and underscores only, not 'Surge'; write 'surge'"),
        ("surge: ", "growth: ",
         "62:7: 'growth' stands for what the growth of the stream adds; give the campaign another name"),
    ],
)  # fmt: skip
def test_a_campaign_that_cannot_be(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (BY_OFFICE, "provider: {share: 61 %, office: rural}",
         "67:7: the shares of the channels sum to 101 %; make them 100 %"),
        (BY_OFFICE, "provider: {share: 160 %, office: rural}",
         "67:25: '160 %' is not a share between 0 and 1; write 0.95 or 95 %"),
        (BY_OFFICE, "provider: {share: sixty, office: rural}",
         "67:25: 'sixty' is not a share between 0 and 1; write 0.95 or 95 %"),
        (BY_OFFICE, "provider: {share: 60 %, office: rurall}", "67:39: there is no office 'rurall'; did you mean 'rural'?"),
        (BY_OFFICE, "provider: {share: 60 %, office: rural, weights: [1]}",
         "67:55: 1 weights for 2 offices of 'rural'; give one per office"),
        (BY_OFFICE, "provider: {share: 60 %, office: rural, weights: {nort: 1}}",
         "67:56: no office of 'rural' is called 'nort'; did you mean 'north'?"),
        (BY_OFFICE, "provider: {share: 60 %, office: rural, weights: {north: 0}}",
         "67:55: all weights are zero, so nobody comes; give one office a weight above zero"),
        (BY_OFFICE, "provider: {share: 60 %}", "67:7: the key 'office' is missing in 'provider' (line 67); add it"),
        (BY_OFFICE, "provider: {office: rural}", "67:7: the key 'share' is missing in 'provider' (line 67); add it"),
        (BY_OFFICE, "provider: 60 %", "67:17: a block of keys is needed here, not '60 %'"),
        (BY_OFFICE, "provider: {share: 60 %, office: rural, rate: 3}",
         "67:46: unknown key 'rate'; known here: booked, office, share, weights"),
        (BY_OFFICE, "providers: {share: 60 %, office: rural}", "67:7: unknown key 'providers'; did you mean 'provider'?"),
        (BY_OFFICE, "akim: {share: 60 %, office: rural}",
         "67:7: 'aid' does not use the route 'akim'; known here: portal, provider"),
        ("      portal: {share: 40 %, office: town}\n", "",
         "67:7: the shares of the channels sum to 60 %; make them 100 %"),
        (BY_PORTAL, "portal: {share: 39.99 %, office: town}",
         "67:7: the shares of the channels sum to 99.99 %; make them 100 %"),
        (PER_MONTH, "rate: 40 per day",
         "69:11: 'per day' is unclear for a channel that is not open every day; write 'per working day', or 'per month' "
         "for a count that is spread over open time"),
        (PER_MONTH, PER_MONTH + "\n    route: provider",
         "70:12: 'route' is said for each of the 'channels'; take it out here"),
        (PER_MONTH, PER_MONTH + "\n    office: town",
         "70:13: 'office' is said for each of the 'channels'; take it out here"),
        (PER_MONTH, PER_MONTH + "\n    weights: [1]",
         "70:14: 'weights' is said for each of the 'channels'; take it out here"),
        (PER_MONTH, PER_MONTH + "\n    per_office: true",
         "70:17: a population has one rate for all; take 'per_office' out"),
        (PER_MONTH, PER_MONTH + "\n    channel: {}", "70:5: unknown key 'channel'; did you mean 'channels'?"),
        (PER_MONTH, PER_MONTH + "\n    campaigns: {more: {first_day: 2018-05-14, last_day: 2018-05-18, rate: 3 per day}}",
         "70:75: 'per day' is unclear for a channel that is not open every day; write 'per working day', or 'per month' "
         "for a count that is spread over open time"),
        (CHANNELS, "",
         "65:5: nothing says how applications come; give 'route' and 'office', or 'channels' with their shares"),
        (CHANNELS, "    channels: {}\n", "66:15: at least one entry is needed here; add one, or take the key out"),
        (CHANNELS, "    channels: [portal]\n", "66:15: a block of keys is needed here, not a list"),
        (CHANNELS, "    route: portal\n", "65:5: nothing says where applications arrive; give 'office'"),
        (CHANNELS, "    office: town\n",
         "65:5: nothing says how applications come; give 'route' and 'office', or 'channels' with their shares"),
        (CHANNELS, "    route: akim\n    office: town\n",
         "66:12: 'aid' does not use the route 'akim'; known here: portal, provider"),
    ],
)  # fmt: skip
def test_a_population_that_cannot_be(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert_fault(tmp_path, old, new, fault)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (OLD, '{step: "5", count: 3, age: 3 working days}',
         "80:16: no step '5' is passed on the route 'provider'; its steps are 1, 4, 6, 7"),
        (OLD, '{step: "9", count: 3, age: 3 working days}',
         "80:16: no step '9' is passed on the route 'provider'; its steps are 1, 4, 6, 7"),
        (OLD, "{step: 4.5, count: 3, age: 3 working days}", "80:16: a text is needed here, not '4.5'; write it in quotes"),
        (OLD, "{step: true, count: 3, age: 3 working days}", "80:16: a text is needed here, not 'true'; write it in quotes"),
        (OLD, "{step: 5, count: 3, age: 3 working days}",
         "80:16: no step '5' is passed on the route 'provider'; its steps are 1, 4, 6, 7"),
        (OLD, '{step: "7", count: 3, age: 3 working days}',
         "80:16: the result is ready before step 7, so no term runs any more; leave these files out"),
        (OLD, '{step: "4", count: 3, received: 2018-04-29}',
         "80:41: nothing is received on 2018-04-29, a day of rest; write the working day of receipt"),
        (OLD, '{step: "4", count: 3, age: 1 calendar day}',
         "80:36: nothing is received on 2018-05-01, a day of rest; write the working day of receipt"),
        (OLD, '{step: "4", count: 0, age: 3 working days}', "80:28: '0' is out of range; at least 1 is needed"),
        (OLD, '{step: "4", count: 1.5, age: 3 working days}', "80:28: a whole number is needed here, not '1.5'"),
        (OLD, '{step: "4", count: 1000001, age: 3 working days}',
         "80:28: '1000001' is out of range; at most 1000000 is possible"),
        (OLD, '{step: "4", count: 3}',
         "80:9: neither 'age' nor 'received' is given; say with one of them when they were received"),
        (OLD, '{step: "4", count: 3, age: 3 working days, received: 2018-04-20}',
         "80:9: both 'age' and 'received' are given; say with one of them when they were received"),
        (OLD, '{step: "4", count: 3, age: 3 hours}', "80:36: '3 hours' is no age in days; write '3 working days'"),
        (OLD, '{step: "4", count: 3, age: 3}', "80:36: '3' has no unit; write '3 working days'"),
        (OLD, '{step: "4", count: 3, age: 0 working days}',
         "80:36: '0 working days' is out of range; a limit is from 1 to 100000"),
        (OLD, '{step: "4", count: 3, age: 1600 working days}',
         "80:36: 1600 working days before 2018-05-02 lies before the calendar, which begins on 2012-01-01; write a "
         "lower age"),
        (OLD, '{step: "4", count: 3, age: 2400 calendar days}',
         "80:36: 2400 calendar days before 2018-05-02 lies before the calendar, which begins on 2012-01-01; write a "
         "lower age"),
        (OLD, '{step: "4", count: 3, received: 2018-05-02}',
         "80:41: 2018-05-02 does not lie between 2012-01-01 and the start, 2018-05-02; write a day before the start"),
        (OLD, '{step: "4", count: 3, received: 2011-12-31}',
         "80:41: 2011-12-31 does not lie between 2012-01-01 and the start, 2018-05-02; write a day before the start"),
        (OLD, '{step: "4", count: 3, received: 20.04.2018}', "80:41: '20.04.2018' is not a day; write 2018-04-20"),
        (OLD, '{step: "4", count: 3, receive: 2018-04-20}', "80:31: unknown key 'receive'; did you mean 'received'?"),
        (OLD, "{count: 3, age: 3 working days}", "80:9: the key 'step' is missing in item 1 of 'files' (line 80); add it"),
        (OLD, '{step: "4", age: 3 working days}',
         "80:9: the key 'count' is missing in item 1 of 'files' (line 80); add it"),
        (OLD, "4", "80:9: a block of keys is needed here, not '4'"),
        (FILES, "", "74:3: the key 'files' is missing in 'left' (line 74); add it"),
        (FILES, "    files: []\n", "79:12: at least one entry is needed here; add one, or take the key out"),
        (FILES, "    files: {step: 4}\n", "79:12: a list is needed here, not a block of keys; begin each entry with '- '"),
        ("  left:\n", "  plain:\n", "74:3: 'plain' is a stream of 'arrivals' too; give one another name"),
        ("  left:\n", "  Left:\n", "74:3: a short name has small letters, digits and underscores only, not 'Left'; write 'left'"),
        ("left:\n    service: aid", "left:\n    service: aidd", "75:14: there is no service 'aidd'; did you mean 'aid'?"),
        ("left:\n    service: aid\n", "left:\n", "74:3: the key 'service' is missing in 'left' (line 74); add it"),
        ("left:\n    service: aid\n    route: provider", "left:\n    service: aid\n    route: akim",
         "76:12: 'aid' does not use the route 'akim'; known here: portal, provider"),
        ("left:\n    service: aid\n    route: provider", "left:\n    service: aid\n    route: providers",
         "76:12: 'providers' is not known for 'route'; did you mean 'provider'?"),
        ("office: rural\n    weights: [1, 2]", "office: rurall\n    weights: [1, 2]",
         "77:13: there is no office 'rurall'; did you mean 'rural'?"),
        ("weights: [1, 2]", "weights: [1]", "78:14: 1 weights for 2 offices of 'rural'; give one per office"),
        ("weights: [1, 2]", "weights: {north: 0}",
         "78:14: all weights are zero, so nobody comes; give one office a weight above zero"),
        ("weights: [1, 2]", "rate: 3 per week", "78:5: unknown key 'rate'; did you mean 'route'?"),
        ("weights: [1, 2]", "priority: 1",
         "78:15: no staff takes files by priority, so the class changes nothing; add 'discipline: priority' to a staff, "
         "or take it out"),
        ("warm_up_until: 2018-05-02", "warm_up_until: 2018-05-09",
         "2:44: a backlog and a warm-up are both given, and the one stands for the other; make 'warm_up_until' the "
         "start, 2018-05-02, or take the backlog out"),
        ("undisturbed: calm", "undisturbed: clam", "82:14: there is no variant 'clam'; did you mean 'calm'?"),
        ("calm: {changes: {", "calm: {changes: {seed: 5, ",
         "82:14: the variant 'calm' has another seed than the run that it is held against; take 'seed' out of that variant"),
        ("calm: {changes: {", "calm: {changes: {period: {end: 2018-05-25}, ",
         "82:14: the variant 'calm' has another period than the run that it is held against; take 'period' out of that "
         "variant"),
        ("undisturbed: calm", "undisturbed: ''", "82:14: a text is needed here, and this one is empty; write it"),
        ("undisturbed: calm", "undisturbed: [calm]", "82:14: a text is needed here, not a list"),
        ("variants:\n  calm: {changes: {arrivals: {plain: {campaigns: ~}}}}\n", "",
         "82:14: there is no variant 'calm'; describe one"),
    ],
)  # fmt: skip
def test_a_backlog_that_cannot_be_and_a_variant_that_is_not_there(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    assert_fault(tmp_path, old, new, fault)


def test_a_step_is_named_by_a_bare_number_too(tmp_path: Path) -> None:
    text = DEMAND.replace('back_to: "4"', "back_to: 4").replace('back_to: "1"', "back_to: 1")
    text = text.replace('step: "4"', "step: 4").replace('step: "6"', "step: 6")
    assert text.count('"4"') + text.count('"6"') + text.count('back_to: "') == 0
    one = load_scenario(written(tmp_path, text)).scenario
    assert one == load_scenario(written(tmp_path)).scenario


def test_files_received_on_a_day_of_rest_before_the_start_are_those_of_the_next_opening(tmp_path: Path) -> None:
    assert faults_after(tmp_path, (OLD, '{step: "4", count: 3, received: 2018-04-22}')) == []
    # A Saturday that was worked.
    assert faults_after(tmp_path, (OLD, '{step: "4", count: 3, received: 2018-04-28}')) == []


def test_an_undisturbed_variant_of_another_calendar_is_refused_and_checked_with_the_others(tmp_path: Path) -> None:
    shipped = (shipped_folder("calendars") / "kz.csv").read_text(encoding="utf-8")
    (tmp_path / "own.csv").write_text(shipped, encoding="utf-8")
    path = written(tmp_path, changed("calm: {changes: {", "calm: {changes: {calendar: own.csv, ", DEMAND))
    fault = (
        f"{path}:82:14: the variant 'calm' has another calendar than the run that it is held against; take 'calendar' out "
        "of that variant"
    )
    for read in (lambda: Reader(path).studies(), lambda: load_scenario(path)):
        with pytest.raises(InputError) as error:
            read()
        assert str(error.value) == fault


def test_an_undisturbed_variant_has_as_many_replications_as_the_run(tmp_path: Path) -> None:
    path = written(tmp_path, changed("calm: {changes: {", "calm: {changes: {replications: 9, ", DEMAND))
    study = load_scenario(path)
    assert study.undisturbed is not None
    assert (study.scenario.replications, study.undisturbed.scenario.replications) == (2, 2)


@pytest.mark.parametrize(
    ("days", "rate", "idle"),
    [
        ("first_day: 2018-05-19, last_day: 2018-05-20", "rate: 3 per working day", True),
        ("first_day: 2018-05-19, last_day: 2018-05-20", "rate: 3 per week", True),
        ("first_day: 2018-05-19, last_day: 2018-05-21", "rate: 3 per week", False),
        ("first_day: 2018-05-09, last_day: 2018-05-09", "times: 3", True),  # Victory Day
        ("first_day: 2018-05-05, last_day: 2018-05-05", "rate: 3 per working day", False),  # a Saturday that is worked
        ("first_day: 2018-04-25, last_day: 2018-05-01", "times: 3", None),
    ],
)
def test_a_campaign_on_days_of_rest_alone_changes_nothing(
    tmp_path: Path, days: str, rate: str, idle: bool | None
) -> None:
    old = "{first_day: 2018-05-14, last_day: 2018-05-18, rate: 3 per working day}"
    message = (
        "no application is taken on the days of the campaign"
        if idle
        else "the campaign lies outside the period, 2018-05-02 to 2018-06-01"
    )
    wanted = [] if idle is False else [f"62:7: {message}, so it changes nothing; move its days, or take it out"]
    assert faults_after(tmp_path, (old, f"{{{days}, {rate}}}")) == wanted


def test_a_period_up_to_the_last_day_that_there_can_be_is_told_and_breaks_nothing(tmp_path: Path) -> None:
    (fault,) = faults_after(tmp_path, ("end: 2018-06-01", "end: 2199-12-31"))
    assert fault.startswith("2:61: 2199-12-31 lies outside the calendar 'kz'")


def test_a_shrinking_stream_is_in_order_and_a_class_needs_a_staff_that_heeds_it(tmp_path: Path) -> None:
    assert faults_after(tmp_path, (GROWTH, "growth: -5 % per year"), ("surge: ", "more: ")) == []
    assert faults_after(tmp_path, (GROWTH + "\n", "priority: 5\n")) == [
        "60:15: no staff takes files by priority, so the class changes nothing; add 'discipline: priority' to a staff, or "
        "take it out"
    ]


def test_a_campaign_is_called_growth_where_the_stream_has_none(tmp_path: Path) -> None:
    assert faults_after(tmp_path, (f"    {GROWTH}\n", ""), ("surge: ", "growth: ")) == []


def test_a_rate_per_day_may_stand_where_applications_are_taken_round_the_clock(tmp_path: Path) -> None:
    assert (
        faults_after(tmp_path, (CHANNELS, "    route: portal\n    office: town\n"), (PER_MONTH, "rate: 2 per day"))
        == []
    )


def test_a_profile_may_leave_out_whatever_is_not_all(tmp_path: Path) -> None:
    """A portal takes applications at night and on Sundays; an office on Monday morning."""
    night = (
        "profile: {weekdays: {monday: 0, tuesday: 0, wednesday: 0, thursday: 0, friday: 0}, hours: {'06:00-24:00': 0}}"
    )
    online = (CHANNELS, "    route: portal\n    office: town\n")
    assert faults_after(tmp_path, online, (PER_MONTH, f"{PER_MONTH}\n    {night}")) == []
    never = "profile: {hours: {'00:00-12:00': 0, '12:00-24:00': 0}}"
    assert faults_after(tmp_path, online, (PER_MONTH, f"{PER_MONTH}\n    {never}")) == [
        "69:5: the profile gives no weight to any time at which applications are taken; give an open hour a weight above zero"
    ]
    morning = 'hours: {"09:30-13:00": 0, "14:30-24:00": 0}'
    assert faults_after(tmp_path, (HOURS, morning)) == []


def test_a_file_that_was_received_lies_at_no_step_before_the_receipt(tmp_path: Path) -> None:
    left = ("route: provider\n    office: rural\n    weights: [1, 2]", "route: portal\n    office: town")
    files = '    files: [{{step: "{}", count: 3, age: 3 working days}}]\n'
    assert faults_after(tmp_path, left, (FILES, files.format("provider.4"))) == []
    assert faults_after(tmp_path, left, (FILES, files.format("3"))) == []
    assert faults_after(tmp_path, left, (FILES, files.format("1"))) == [
        "78:20: step 1 comes before the receipt, so no file that was received lies there; "
        "write one of 3, provider.4, provider.6"
    ]
