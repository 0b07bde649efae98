// The page of `sim serve`: sends what is set, and puts what comes back where it belongs.

import { mountReplay } from "./replay.js";

const texts = JSON.parse(document.getElementById("texts").textContent);
const lang = document.body.dataset.lang;
const numbers = new Intl.NumberFormat(lang, { maximumFractionDigits: 2 });
const plurals = new Intl.PluralRules(lang);
const WAIT = 60; // a slider that moves sends no more often than this [ms]
const LONGEST_PAUSE = 8000; // between tries to reach the server [ms]

const controls = [...document.querySelectorAll(".control")].map((row) => new Control(row));
const byKey = new Map(controls.map((control) => [control.key, control]));

let socket = null;
let serial = 0;
let shown = 0;
let pause = 300;
let timer = 0;
let sentAt = 0;
const waiting = new Map();
const results = document.querySelector(".results");
const replayed = document.querySelector(".replay");
const replay = replayed && mountReplay(replayed, { send });

function Control(row) {
  const input = row.querySelector("input");
  const output = row.querySelector("output");
  const percent = "percent" in row.dataset;
  const stated = Number(row.dataset.stated);
  const self = { key: row.dataset.key, row, input, stated };
  self.value = () => (input.value === "" || !input.validity.valid ? stated : Number(input.value));
  self.isChanged = () => Math.abs(self.value() - stated) > 1e-9;
  self.show = () => {
    const text = percent ? texts.percent.replace("{number}", numbers.format(100 * self.value())) : numbers.format(self.value());
    if (output) output.textContent = text;
    if (input.type === "range") input.setAttribute("aria-valuetext", text);
    row.classList.toggle("is-changed", self.isChanged());
    input.setAttribute("aria-invalid", String(!input.validity.valid));
    if (input.type === "number") {
      row.querySelector(".less").disabled = Number(input.value) <= Number(input.min);
      row.querySelector(".more").disabled = Number(input.value) >= Number(input.max);
    }
  };
  self.set = (value) => {
    input.value = String(value);
    self.show();
  };
  return self;
}

// ---- what is set, as the query of the page

function query() {
  const parts = new URLSearchParams();
  parts.set("scenario", texts.scenario); // the page's own, for a link may have asked for one that there is not
  if (texts.variant) parts.set("variant", texts.variant);
  for (const control of controls) if (control.isChanged()) parts.set(control.key, String(control.value()));
  parts.set("lang", lang);
  return parts.toString();
}

function withoutLanguage(text) {
  const parts = new URLSearchParams(text);
  parts.delete("lang");
  return parts.toString();
}

function tellState() {
  const text = query();
  document.getElementById("link").value = `${location.origin}/?${text}`;
  document.getElementById("download").href = `/scenario.yaml?${text}`;
  for (const link of document.querySelectorAll(".languages a")) {
    const parts = new URLSearchParams(text);
    parts.set("lang", link.dataset.lang);
    link.href = `?${parts}`;
  }
  const changed = controls.filter((control) => control.isChanged()).length;
  document.getElementById("count-changed").textContent = changed ? inPlural(texts.changed, changed) : texts.none;
  document.getElementById("reset-all").disabled = changed === 0;
  for (const part of document.querySelectorAll("#controls > details")) {
    const here = part.querySelectorAll(".is-changed").length;
    const note = part.querySelector(".how-many");
    if (note) note.textContent = here ? texts.here.replace("{count}", String(here)) : "";
  }
}

// One of several texts, each for a number that stands for its plural form.
function inPlural(forms, count) {
  const alike = Object.keys(forms).find((one) => plurals.select(Number(one)) === plurals.select(count));
  return forms[alike ?? Object.keys(forms).at(-1)].replace("{count}", numbers.format(count));
}

function remember(how) {
  history[how](null, "", `?${query()}`);
}

function changed({ atOnce = false } = {}) {
  document.getElementById("fault").hidden = true; // not when the socket opens: why a link was refused stays there to be read
  tellState();
  const rest = WAIT - (performance.now() - sentAt);
  clearTimeout(timer);
  if (atOnce || rest <= 0) show();
  else timer = setTimeout(show, rest);
}

function show() {
  clearTimeout(timer);
  sentAt = performance.now();
  results.setAttribute("aria-busy", "true");
  shown = send({ kind: "show", query: query() });
  replay?.changed();
}

// ---- the socket

function send(message) {
  serial += 1;
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ ...message, serial }));
  else if (message.kind !== "show") fault(texts.lost);
  return serial;
}

function connect() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/socket`);
  socket.addEventListener("open", () => {
    pause = 300;
    document.getElementById("lost").hidden = true;
    show();
  });
  socket.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    document.getElementById("lost").hidden = false;
    waiting.clear();
    workIsOver();
    workIsCutOff();
    setTimeout(connect, pause);
    pause = Math.min(pause * 1.7, LONGEST_PAUSE);
  });
}

function receive(message) {
  if (message.kind === "hello" && message.build !== document.body.dataset.build) location.reload();
  else if (message.kind === "figures") {
    if (message.serial !== shown) return;
    for (const [id, html] of Object.entries(message.parts)) put(id, html);
    results.setAttribute("aria-busy", "false");
  } else if (message.kind === "work") work(message);
  else if (message.kind === "saved") put("saved", message.html);
  else if (message.kind === "fault") {
    if (message.serial === undefined || message.serial === null || message.serial >= shown || waiting.has(message.serial)) fault(message.text);
    if (waiting.has(message.serial) && waiting.get(message.serial) !== "save") workIsOver();
    results.setAttribute("aria-busy", "false");
  }
  if (message.kind === "replay" || message.kind === "fault") replay?.receive(message);
}

function fault(text) {
  const place = document.getElementById("fault");
  place.textContent = text;
  place.hidden = false;
  for (const element of document.querySelectorAll(".waiting")) element.remove();
}

function put(id, html) {
  const place = document.getElementById(id);
  if (!place || place.dataset.html === html) return;
  const open = new Set([...place.querySelectorAll("details[open]")].map((one) => one.id));
  const focused = place.contains(document.activeElement) ? document.activeElement.closest("details")?.id : undefined;
  place.innerHTML = html;
  place.dataset.html = html;
  for (const id of open) {
    const one = document.getElementById(id);
    if (one) one.open = true;
  }
  if (focused) document.getElementById(focused)?.querySelector("summary")?.focus({ preventScroll: true });
}

// ---- work that takes long

function work(message) {
  const bar = document.querySelector("#work progress");
  const doing = document.querySelector("#work .doing");
  // While it goes on, the bar and its words change in place, so that whoever is at the button beside them stays there.
  if (message.state === "running" && bar && doing && message.words) {
    if (message.total) {
      bar.max = message.total;
      bar.value = message.done;
    } else bar.removeAttribute("value");
    doing.textContent = message.words;
  } else put("work", message.html);
  const running = message.state === "waiting" || message.state === "running";
  for (const id of ["find-staffing", "report-alternative", "report-comparison"]) document.getElementById(id).disabled = running;
  if (message.state === "done" || message.state === "failed") document.getElementById("work").focus({ preventScroll: false });
}

function workIsOver() {
  for (const id of ["find-staffing", "report-alternative", "report-comparison"]) document.getElementById(id).disabled = false;
}

// The server ends the work of a page that it no longer hears: what stands here would go on for ever.
function workIsCutOff() {
  if (!document.querySelector("#work [data-stop]")) return;
  const told = document.createElement("p");
  told.className = "warning";
  told.textContent = texts.cut;
  put("work", told.outerHTML);
}

// ---- what people do

document.getElementById("controls").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("controls").addEventListener("input", (event) => {
  const control = byKey.get(event.target.closest(".control")?.dataset.key);
  if (!control) return;
  control.show();
  if (control.input.validity.valid && control.input.value !== "") changed();
});
document.getElementById("controls").addEventListener("change", (event) => {
  const control = byKey.get(event.target.closest(".control")?.dataset.key);
  if (!control) return;
  if (control.input.value === "" || !control.input.validity.valid) {
    control.set(control.stated);
    changed();
    fault(texts.range.replace("{least}", numbers.format(Number(control.input.min))).replace("{most}", numbers.format(Number(control.input.max))));
  }
  if (`?${query()}` !== location.search) remember("pushState");
});
document.getElementById("controls").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const control = byKey.get(button?.closest(".control")?.dataset.key);
  if (!control) return;
  if (button.classList.contains("reset")) control.set(control.stated);
  else if (button.classList.contains("less")) control.input.stepDown();
  else if (button.classList.contains("more")) control.input.stepUp();
  control.show();
  if (button.classList.contains("reset") || button.disabled) control.input.focus();
  changed({ atOnce: true });
  remember("pushState");
});
document.getElementById("reset-all").addEventListener("click", () => {
  for (const control of controls) control.set(control.stated);
  changed({ atOnce: true });
  remember("pushState");
});
addEventListener("popstate", () => {
  const parts = new URLSearchParams(location.search);
  if ((parts.get("scenario") ?? texts.scenario) !== texts.scenario || (parts.get("variant") ?? "") !== texts.variant) {
    location.reload();
    return;
  }
  for (const control of controls) control.set(parts.has(control.key) ? parts.get(control.key) : control.stated);
  changed({ atOnce: true });
});

function begin(message) {
  const number = send(message);
  if (socket.readyState !== WebSocket.OPEN) return; // nothing was begun, and nothing would free the buttons
  waiting.set(number, message.kind);
  for (const id of ["find-staffing", "report-alternative", "report-comparison"]) document.getElementById(id).disabled = true;
}
document.getElementById("find-staffing").addEventListener("click", () => {
  const share = document.getElementById("share");
  if (share.reportValidity() && share.value !== "") begin({ kind: "staffing", share: Number(share.value) });
});
document.getElementById("report-alternative").addEventListener("click", () => begin({ kind: "report", what: "alternative" }));
document.getElementById("report-comparison").addEventListener("click", () => begin({ kind: "report", what: "comparison" }));
document.getElementById("work").addEventListener("click", (event) => {
  if (event.target.closest("[data-stop]")) send({ kind: "stop" });
});
document.getElementById("save").addEventListener("click", () => {
  const name = document.getElementById("name");
  if (!name.reportValidity()) return;
  put("saved", ""); // what was saved before is no answer to this
  waiting.set(send({ kind: "save", name: name.value.trim() }), "save");
});
document.getElementById("copy").addEventListener("click", async (event) => {
  const link = document.getElementById("link");
  link.select();
  try {
    await navigator.clipboard.writeText(link.value);
    event.target.textContent = texts.copied;
  } catch {
    document.execCommand("copy");
    event.target.textContent = texts.copied;
  }
});

for (const control of controls) control.show();
tellState();
if (withoutLanguage(query()) !== withoutLanguage(location.search)) remember("replaceState");
connect();
