// What the parts of the replay share: hours, lines of text, colours of the page.

export const DAY = 86400;
export const COLOURS = 7;

// Colours and letters of the page, which are others in the dark.
export function styleOf(element) {
  const style = getComputedStyle(element);
  const colour = (name, other) => style.getPropertyValue(name).trim() || other;
  const [paper, raised, ink, muted, rule] = ["--paper", "--raised", "--ink", "--muted", "--rule"].map((name) => colour(name, "gray"));
  return {
    paper, raised, ink, muted, rule,
    shade: colour("--shade", rule),
    bad: colour("--bad", "red"),
    before: colour("--before", muted),
    beforeInk: colour("--before-ink", muted),
    after: colour("--after", colour("--accent", "blue")),
    files: Array.from({ length: COLOURS }, (_, i) => colour(`--file-${i}`, ink)),
    font: style.fontFamily || "sans-serif",
  };
}

// A text in lines that fit, the last one cut where there are more.
export function broken(context, text, width, most) {
  const lines = [];
  let left = text.split(" ");
  while (left.length && lines.length < most) {
    let taken = 1;
    while (taken < left.length && context.measureText(left.slice(0, taken + 1).join(" ")).width <= width) taken += 1;
    lines.push(left.slice(0, taken).join(" "));
    left = left.slice(taken);
  }
  let end = left.length ? `${lines.at(-1)} …` : lines.at(-1) ?? "";
  while (end.length > 2 && context.measureText(end).width > width) end = `${end.replace(/ ?…$/, "").slice(0, -1)}…`;
  return lines.length ? [...lines.slice(0, -1), end] : [""];
}

// Hours are opening, closing, opening, closing: how many of these are not after a moment says whether it is open.
export function isOpen(hours, now) {
  return upTo(hours, now) % 2 === 1;
}

// The moment, or the next opening after it.
export function opening(hours, now, end) {
  const passed = upTo(hours, now);
  if (passed % 2 === 1) return now;
  return passed < hours.length ? hours[passed] : end;
}

// How many numbers of a rising list are at most, or are below, another one.
export function upTo(list, most) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function below(list, end) {
  let count = upTo(list, end);
  while (count > 0 && list[count - 1] >= end) count -= 1;
  return count;
}
