// Files on their way between desks through one month of one replication, base and alternative at the same moment.
//
// `mountReplay(element, { send })` makes the section of templates/replay.html.jinja live. `send` takes a message for the server
// and gives its serial. What it returns: `receive(message)` for messages of the kinds `replay` and `fault`, and `changed()` for
// when the page has sent another alternative.

import { boxesOf, readCase } from "./replay_case.js";
import { curvesDrawing } from "./replay_curves.js";
import { desksDrawing } from "./replay_desks.js";
import { COLOURS, DAY, isOpen, opening } from "./replay_parts.js";

const CASES = ["base", "alternative"];
const REST = 1500; // the alternative is asked for anew when nothing has changed for so long [ms]
const COLUMNS = ["waiting", "work", "aside", "late"];
const SVG = "http://www.w3.org/2000/svg";

export function mountReplay(element, { send }) {
  const words = JSON.parse(element.dataset.words);
  const find = (name) => element.querySelector(`.replay-${name}`);
  const [load, status, shown, play, month, speed, skip, apart, single] =
    ["load", "status", "shown", "play", "month", "speed", "skip", "apart", "single"].map(find);
  const [clock, closed, slider, note, told] = ["time", "closed", "slider", "note", "told"].map(find);
  const heads = COLUMNS.map((name) => cell("th", words[name], { scope: "col", class: "n" }));
  find("table").tHead.rows[0].append(...heads);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawing = desksDrawing(find("desks"), element, words);
  const curves = curvesDrawing(find("curves"), element);
  const asked = new Map();
  const found = {};
  let cases = [];
  let boxes = [];
  let now = 0;
  let playing = false;
  let last = 0;
  let frame = 0;
  let rest = 0;

  // ---- what is asked for, and what comes

  function ask(which, name) {
    const serial = send({ kind: "replay", which, month: name });
    for (const [other, one] of asked) if (one.which === which) asked.delete(other);
    asked.set(serial, { which, month: name });
    status.textContent = words.loading;
    element.setAttribute("aria-busy", "true");
  }

  function askBoth(name) {
    clearTimeout(rest);
    stop();
    for (const which of CASES) {
      delete found[which];
      ask(which, name);
    }
  }

  function receive(message) {
    const expected = asked.get(message.serial);
    if (!expected) return;
    asked.delete(message.serial);
    if (message.kind === "fault") {
      asked.clear();
      status.textContent = message.text;
    } else {
      found[expected.which] = message.data;
      if (CASES.every((which) => found[which])) begin();
    }
    if (asked.size === 0) {
      element.removeAttribute("aria-busy");
      if (message.kind !== "fault") status.textContent = "";
    }
  }

  function changed() {
    clearTimeout(rest);
    if (!found.base && asked.size === 0) return;
    rest = setTimeout(() => (found.base ? ask("alternative", found.base.month) : askBoth(month.value)), REST);
  }

  function begin() {
    const first = found.base;
    const same = JSON.stringify({ ...first, titles: 0 }) === JSON.stringify({ ...found.alternative, titles: 0 });
    const before = cases.length ? cases[0].data : null;
    cases = (same ? CASES.slice(0, 1) : CASES).map((which) => readCase(which, found[which]));
    if (!before || before.month !== first.month) now = first.open.length ? first.open[0] : 0;
    now = Math.min(now, length());
    fill(month, first.months.map((one) => new Option(one.text, one.value, false, one.value === first.month)));
    slider.max = String(length());
    const notes = [same ? words.same : "", ...new Set(cases.map((one) => one.data.note))].filter(Boolean);
    note.textContent = notes.join(" ");
    note.hidden = notes.length === 0;
    const alike = cases.some((one) => one.data.desks.some((desk) => desk.offices));
    single.hidden = !alike;
    if (shown.hidden) {
      const focused = document.activeElement === load;
      shown.hidden = false;
      load.hidden = true;
      if (focused) play.focus({ preventScroll: true });
    }
    legend();
    curves.take(cases, length());
    arrange();
    go(now, { tell: !playing });
  }

  function length() {
    return Math.max(...cases.map((one) => one.data.length));
  }

  // ---- what is drawn where

  function arrange() {
    boxes = boxesOf(cases, apart.checked && !single.hidden, words);
    drawing.take(cases, boxes);
    totals();
    refresh();
  }

  function refresh() {
    if (cases.length === 0) return;
    for (const one of cases) one.moveTo(now);
    drawing.settle(cases, now, true);
    draw();
  }

  function draw() {
    drawing.draw(cases, now);
    curves.draw(now);
  }

  // ---- time

  function go(at, { tell = false, glide = !still.matches } = {}) {
    now = Math.min(Math.max(at, 0), length());
    let moved = false;
    for (const one of cases) moved = one.moveTo(now) || moved;
    if (moved) drawing.settle(cases, now, !glide);
    showTime();
    if (tell) tellAll();
    if (glide) wake();
    else draw();
  }

  function wake() {
    if (frame) return;
    last = performance.now();
    frame = requestAnimationFrame(step);
  }

  function step(at) {
    const passed = Math.min(Math.max(at - last, 0), 100);
    last = at;
    frame = 0;
    if (playing) {
      let next = now + (passed / 1000) * Number(speed.value);
      if (skip.checked) next = opening(cases[0].data.open, next, length());
      now = Math.min(next, length());
      let moved = false;
      for (const one of cases) moved = one.moveTo(now) || moved;
      if (moved) drawing.settle(cases, now, still.matches);
      showTime();
      if (now >= length()) stop();
    }
    const moving = drawing.step(still.matches ? Infinity : passed);
    draw();
    if (playing || moving) frame = requestAnimationFrame(step);
  }

  function start() {
    if (now >= length()) now = 0;
    playing = true;
    play.textContent = words.pause;
    wake();
  }

  function stop() {
    if (!playing) return;
    playing = false;
    play.textContent = words.play;
    tellAll();
  }

  // ---- words and numbers

  function moment() {
    const { days, length: whole } = cases[0].data;
    const at = Math.min(now, whole - 1);
    const minutes = Math.floor((at % DAY) / 60);
    const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    return words.moment.replace("{day}", days[Math.floor(at / DAY)]).replace("{time}", time);
  }

  function shut() {
    const { working, open, length: whole } = cases[0].data;
    if (isOpen(open, now)) return "";
    return working[Math.floor(Math.min(now, whole - 1) / DAY)] ? words.night : words.rest;
  }

  function showTime() {
    const [text, why] = [moment(), shut()];
    put(clock, text);
    put(closed, why);
    closed.hidden = why === "";
    if (Number(slider.value) !== Math.round(now)) slider.value = String(Math.round(now));
    slider.setAttribute("aria-valuetext", why ? `${text}, ${why}` : text);
    for (const [i, one] of cases.entries()) one.totals(now).forEach((count, k) => put(cells[i][k], String(count)));
  }

  let cells = [];
  function totals() {
    const table = find("totals");
    for (const one of table.querySelectorAll(".n")) one.remove();
    table.tHead.rows[0].append(...cases.map((one) => cell("th", words[one.which], { scope: "col", class: "n" })));
    cells = cases.map(() => [...table.tBodies[0].rows].map(() => cell("td", "", { class: "n" })));
    for (const column of cells) for (const [k, row] of [...table.tBodies[0].rows].entries()) row.append(column[k]);
  }

  function tellAll() {
    const table = find("table");
    const counts = boxes.map((box) => cases.map((one) => one.counts(box.index, now)));
    const where = words.where.replace("{moment}", moment());
    table.caption.textContent = cases.length > 1 ? `${where} (${words.base} → ${words.alternative})` : where;
    const rows = [];
    for (const [i, box] of boxes.entries()) {
      if (box.frame !== boxes[i - 1]?.frame) rows.push(heading(box.frame));
      rows.push(line(box.title, counts[i]));
    }
    rows.push(line(words.together, cases.map((_, k) => COLUMNS.map((_, j) => counts.reduce((sum, one) => sum + one[k][j], 0)))));
    fill(table.tBodies[0], rows);
    const files = cases.map((one) => words.of.replace("{case}", words[one.which]).replace("{count}", String(one.totals(now)[3])));
    put(told, words.told.replace("{moment}", moment()).replace("{files}", files.join(", ")));
  }

  function heading(text) {
    const row = document.createElement("tr");
    row.className = "group";
    row.append(cell("th", text, { scope: "rowgroup", colspan: 1 + COLUMNS.length }));
    return row;
  }

  function line(title, counts) {
    const row = document.createElement("tr");
    row.append(cell("th", title, { scope: "row" }));
    for (const j of COLUMNS.keys()) {
      const numbers = counts.map((one) => one[j]);
      const what = numbers.every((one) => one === 0) ? "n none" : new Set(numbers).size > 1 ? "n differs" : "n";
      row.append(cell("td", numbers.join(" → "), { class: what }));
    }
    return row;
  }

  function legend() {
    const entries = cases[0].data.colours.map((name, i) => entry("circle", { cx: 7, cy: 7, r: 5, class: `file-${i % COLOURS}` }, name));
    entries.push(entry("path", { d: "M7 1 13 7 7 13 1 7Z", class: "late" }, words.late));
    entries.push(entry("circle", { cx: 7, cy: 7, r: 4.5, class: "aside" }, words.held));
    if (cases.length > 1) {
      const lanes = entry("rect", { x: 0, y: 1, width: 14, height: 5, class: "base" }, words.lanes);
      lanes.firstChild.append(shape("rect", { x: 0, y: 8, width: 14, height: 5, class: "alternative" }));
      entries.push(lanes);
    }
    fill(find("legend"), entries);
  }

  // ---- what people do

  load.addEventListener("click", () => askBoth(month.value));
  month.addEventListener("change", () => askBoth(month.value));
  play.addEventListener("click", () => (playing ? stop() : start()));
  slider.addEventListener("input", () => {
    stop();
    go(Number(slider.value), { tell: true });
  });
  apart.addEventListener("change", () => {
    arrange();
    if (!playing) tellAll();
  });
  dark.addEventListener("change", () => {
    drawing.restyle();
    curves.restyle();
    if (cases.length) draw();
  });
  new ResizeObserver(() => {
    if (cases.length === 0 || shown.hidden || !drawing.resize() | !curves.resize()) return;
    refresh();
  }).observe(find("frame"));

  return { receive, changed };
}

// ---- elements

function two(number) {
  return String(number).padStart(2, "0");
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function fill(element, children) {
  element.replaceChildren(...children);
}

function cell(name, text, attributes) {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function entry(name, attributes, text) {
  const item = document.createElement("li");
  const picture = shape("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" });
  picture.append(shape(name, attributes));
  item.append(picture, text);
  return item;
}
