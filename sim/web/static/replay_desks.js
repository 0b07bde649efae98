// The drawing of the desks with their files, those that go on gliding to where they wait next.

import { ASIDE, WAITING, WORK } from "./replay_case.js";
import { broken, isOpen, styleOf } from "./replay_parts.js";

const SETTLING = 90; // a dot has gone two thirds of its way after this [ms]
const GAP = 10, PAD = 8, TITLE = 15, LANE = 34, CAPTION = 15, FRAME_TITLE = 20;

export function desksDrawing(canvas, element, words) {
  const context = canvas.getContext("2d");
  const ground = document.createElement("canvas");
  let style = styleOf(element);
  let [cases, boxes, frames, dots, width, height, ratio] = [[], [], [], [], 0, 0, 1];
  let drawnGround = "";
  let counts = [];

  // Texts are measured once for each width.
  const known = new Map();
  const fitting = (paint, text, wide) => {
    const key = `${paint.font}|${Math.round(wide)}|${text}`;
    if (!known.has(key)) known.set(key, broken(paint, text, wide, 1)[0]);
    return known.get(key);
  };

  const font = (size, weight = 400) => `${weight} ${size}px ${style.font}`;

  function resize() {
    const [wide, dots] = [canvas.parentElement.clientWidth, Math.min(window.devicePixelRatio || 1, 3)];
    if (wide === 0 || (wide === width && dots === ratio)) return false;
    [width, ratio] = [wide, dots];
    lay();
    return true;
  }

  function take(some, list) {
    [cases, boxes] = [some, list];
    const peaks = cases.map((one) => one.peaks(boxes.length));
    for (const [b, box] of boxes.entries()) box.peaks = [0, 1].map((k) => Math.max(...peaks.map((one) => one[2 * b + k])));
    dots = cases.map((one) => ({
      x: new Float32Array(one.count), y: new Float32Array(one.count), size: new Float32Array(one.count),
      toX: new Float32Array(one.count), toY: new Float32Array(one.count),
      alpha: new Float32Array(one.count), toAlpha: new Float32Array(one.count),
    }));
    width = width || canvas.parentElement.clientWidth;
    ratio = Math.min(window.devicePixelRatio || 1, 3);
    lay();
  }

  // Boxes in frames of one office, frames in lines from left to right; on a telephone one below the other.
  function lay() {
    const columns = Math.max(1, Math.floor((width + GAP) / 205));
    frames = [];
    for (const box of boxes) {
      if (frames.at(-1)?.title !== box.frame) frames.push({ title: box.frame, boxes: [] });
      frames.at(-1).boxes.push(box);
    }
    const lines = [];
    for (const frame of frames) {
      const line = lines.at(-1);
      if (line && line.used + frame.boxes.length <= columns) line.frames.push(frame);
      else lines.push({ frames: [frame], used: 0 });
      lines.at(-1).used += frame.boxes.length;
    }
    let top = 0;
    for (const line of lines) {
      const slots = line.frames.length > 1 ? line.used : Math.ceil(line.used / Math.ceil(line.used / columns));
      const wide = Math.min((width - GAP * (line.frames.length - 1) - line.frames.length * 2 * PAD) / slots, columns > 1 ? 330 : width);
      let left = 0;
      let bottom = top;
      for (const frame of line.frames) {
        const across = Math.ceil(frame.boxes.length / Math.ceil(frame.boxes.length / columns)); // rows as even as may be
        [frame.x, frame.y, frame.width] = [left, top, across * wide + 2 * PAD];
        let y = top + FRAME_TITLE + PAD;
        for (let from = 0; from < frame.boxes.length; from += across) {
          const row = frame.boxes.slice(from, from + across);
          for (const box of row) prepare(box, wide - (across > 1 ? GAP / 2 : 0));
          const tall = Math.max(...row.map((box) => box.height));
          for (const [i, box] of row.entries()) {
            [box.x, box.y, box.height] = [left + PAD + i * wide + (across > 1 ? (i * GAP) / 2 / across : 0), y, tall];
            place(box);
          }
          y += tall + GAP / 2;
        }
        frame.height = y - top + PAD - GAP / 2;
        bottom = Math.max(bottom, top + frame.height);
        left += frame.width + GAP;
      }
      for (const frame of line.frames) frame.height = bottom - top;
      top = bottom + GAP;
    }
    height = Math.max(top - GAP, 1);
    for (const one of [canvas, ground]) [one.width, one.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    canvas.style.height = `${height}px`;
    drawnGround = "";
  }

  function prepare(box, wide) {
    box.width = wide;
    context.font = font(12.5, 600);
    box.lines = broken(context, box.title, wide - 2 * PAD, 3);
    box.head = PAD + TITLE * box.lines.length + (["staff", "teams", "commission"].includes(box.kind) ? 15 : 0);
    box.height = box.head + CAPTION + cases.length * (LANE + 4) + 4;
  }

  // The areas of a box: who waits, the first at the right, and what is in work, the first at the left.
  function place(box) {
    const numeral = 29;
    const inner = box.width - 2 * PAD;
    const only = box.kind === "applicant";
    const work = only ? 0 : Math.round(Math.min(Math.max(inner * 0.36, 54), 120));
    box.middle = box.x + box.width - PAD - work;
    box.lanes = cases.map((_, k) => {
      const top = box.y + box.height - 4 - (cases.length - k) * (LANE + 4) + 2;
      const queue = grid(box.x + PAD + numeral, box.middle - 5, top, box.peaks[0]);
      const hands = only ? queue : grid(box.middle + numeral + 3, box.x + box.width - PAD, top, box.peaks[1]);
      return { top, queue, hands };
    });
  }

  // How large dots can be for so many of them to stand between two edges.
  function grid(left, right, top, most) {
    for (const pitch of [11, 8.5, 6.8, 5.6, 4.2, 3.4]) {
      const [rows, columns] = [Math.floor(LANE / pitch), Math.max(1, Math.floor((right - left) / pitch))];
      if (rows * columns >= most || pitch === 3.4) {
        return { left, right, top: top + (LANE - rows * pitch) / 2, pitch, rows, columns };
      }
    }
    return null;
  }

  // Where every file has to be; `at once` puts it there.
  function settle(some, now, atOnce) {
    counts = boxes.map(() => cases.map(() => [0, 0, 0]));
    for (const [c, one] of cases.entries()) {
      const lists = boxes.map(() => [[], [], []]);
      const { x, y, toX, toY, alpha, toAlpha, size } = dots[c];
      for (let i = 0; i < one.count; i += 1) {
        if (one.at[i] >= 0) lists[one.boxAt(i)][one.areaOf(i)].push(i);
        else if (toAlpha[i] > 0) [toAlpha[i], toX[i]] = [0, toX[i] + 22];
      }
      for (const [b, areas] of lists.entries()) {
        for (const list of areas) list.sort((i, k) => one.begins[one.at[i]] - one.begins[one.at[k]] || i - k);
        counts[b][c] = areas.map((list) => list.length);
        const { queue, hands } = boxes[b].lanes[c];
        spread(areas[WAITING], queue, -1);
        spread([...areas[WORK], ...areas[ASIDE]], hands, 1);
      }
      function spread(list, area, side) {
        for (const [k, i] of list.entries()) {
          const column = Math.min(Math.floor(k / area.rows), area.columns - 1);
          const away = (column + 0.5) * area.pitch;
          toX[i] = side < 0 ? area.right - away : area.left + away;
          toY[i] = area.top + ((k % area.rows) + 0.5) * area.pitch;
          if (toAlpha[i] === 0 && alpha[i] < 0.05) [x[i], y[i]] = [toX[i] - 18, toY[i]];
          toAlpha[i] = 1;
          size[i] = area.pitch * 0.4;
        }
      }
    }
    if (atOnce) step(Infinity);
  }

  // Moves the dots on for some milliseconds; tells whether any is still under way.
  function step(passed) {
    const part = 1 - Math.exp(-passed / SETTLING);
    let moving = false;
    for (const { x, y, toX, toY, alpha, toAlpha } of dots) {
      for (let i = 0; i < x.length; i += 1) {
        const [right, down, more] = [toX[i] - x[i], toY[i] - y[i], toAlpha[i] - alpha[i]];
        if (Math.abs(right) + Math.abs(down) + Math.abs(more) < 0.05) {
          [x[i], y[i], alpha[i]] = [toX[i], toY[i], toAlpha[i]];
        } else {
          x[i] += right * part;
          y[i] += down * part;
          alpha[i] += more * part;
          moving = true;
        }
      }
    }
    return moving && passed !== Infinity;
  }

  function shutBoxes(now) {
    return boxes.map((box) =>
      [...box.hours].every(([which, numbers]) => {
        const { hours } = cases.find((one) => one.which === which).data;
        return [...numbers].every((number) => number >= 0 && !isOpen(hours[number], now));
      }),
    );
  }

  function drawGround(shut) {
    const paint = ground.getContext("2d");
    paint.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint.clearRect(0, 0, width, height);
    paint.textBaseline = "alphabetic";
    for (const frame of frames) {
      paint.fillStyle = style.raised;
      paint.beginPath();
      paint.roundRect(frame.x, frame.y, frame.width, frame.height, 9);
      paint.fill();
      paint.fillStyle = style.muted;
      paint.font = font(12, 600);
      paint.fillText(fitting(paint, frame.title, frame.width - 2 * PAD), frame.x + PAD, frame.y + 17);
    }
    for (const [b, box] of boxes.entries()) drawBox(paint, box, shut[b]);
  }

  function drawBox(paint, box, isShut) {
    paint.fillStyle = isShut ? style.shade : style.paper;
    paint.strokeStyle = style.rule;
    paint.lineWidth = 1;
    paint.beginPath();
    paint.roundRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1, 7);
    paint.fill();
    paint.stroke();
    paint.fillStyle = style.ink;
    paint.font = font(12.5, 600);
    for (const [i, line] of box.lines.entries()) paint.fillText(line, box.x + PAD, box.y + PAD + 9 + i * TITLE);
    paint.font = font(11);
    paint.fillStyle = style.muted;
    const state = isShut ? (box.kind === "commission" ? words.nositting : words.closed) : "";
    const about = [state, box.note].filter(Boolean).join(" · ");
    if (about) paint.fillText(fitting(paint, about, box.width - 2 * PAD), box.x + PAD, box.y + PAD + 9 + box.lines.length * TITLE);
    const caption = box.lanes[0].top - 5;
    paint.font = font(10.5);
    const work = box.kind === "way" ? words.underway : words.work;
    paint.fillText(fitting(paint, words.waiting, box.middle - box.x - PAD - 4), box.x + PAD, caption);
    if (box.kind !== "applicant") paint.fillText(fitting(paint, work, box.x + box.width - box.middle - 4), box.middle + 4, caption);
    for (const [c, one] of cases.entries()) {
      const { top } = box.lanes[c];
      paint.fillStyle = one.which === "base" ? style.before : style.after;
      paint.fillRect(box.x + 1, top, 3, LANE);
      paint.strokeStyle = isShut ? style.paper : style.rule;
      paint.beginPath();
      if (box.kind !== "applicant") {
        paint.moveTo(box.middle - 0.5, top);
        paint.lineTo(box.middle - 0.5, top + LANE);
      }
      if (c > 0) {
        paint.moveTo(box.x + 4, top - 2.5);
        paint.lineTo(box.x + box.width - 4, top - 2.5);
      }
      paint.stroke();
    }
  }

  function draw(some, now) {
    const shut = shutBoxes(now);
    const wanted = shut.map(Number).join("");
    if (wanted !== drawnGround) {
      drawGround(shut);
      drawnGround = wanted;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(ground, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawCounts();
    for (const [c, one] of cases.entries()) drawDots(one, dots[c], now);
  }

  function drawCounts() {
    context.textBaseline = "middle";
    for (const [b, box] of boxes.entries()) {
      for (const [c, [waiting, work, aside]] of counts[b].entries()) {
        const middle = box.lanes[c].top + LANE / 2;
        context.font = font(13, 650);
        context.fillStyle = waiting ? style.ink : style.muted;
        context.fillText(String(waiting), box.x + PAD, middle);
        context.fillStyle = work ? style.ink : style.muted;
        if (box.kind === "applicant") continue;
        context.fillText(String(work), box.middle + 4, aside ? middle - 7 : middle);
        if (!aside) continue;
        context.font = font(11);
        context.fillStyle = style.muted;
        context.fillText(`+${aside}`, box.middle + 4, middle + 8);
      }
    }
  }

  function drawDots(one, { x, y, alpha, size }, now) {
    const groups = new Map();
    for (let i = 0; i < one.count; i += 1) {
      if (alpha[i] < 0.04) continue;
      const ring = one.at[i] >= 0 && one.areaOf(i) === ASIDE;
      const faint = alpha[i] > 0.96 ? 10 : Math.max(1, Math.round(alpha[i] * 10));
      const key = ((one.colour[i] * 2 + ring) * 2 + one.isLate(i, now)) * 11 + faint;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(i);
    }
    for (const [key, list] of groups) {
      const [faint, late, ring, colour] = [key % 11, Math.floor(key / 11) % 2, Math.floor(key / 22) % 2, Math.floor(key / 44)];
      context.globalAlpha = faint / 10;
      context.beginPath();
      for (const i of list) {
        const r = size[i] * (ring ? 0.85 : 1);
        if (late) {
          const d = r * 1.25;
          context.moveTo(x[i], y[i] - d);
          context.lineTo(x[i] + d, y[i]);
          context.lineTo(x[i], y[i] + d);
          context.lineTo(x[i] - d, y[i]);
          context.closePath();
        } else {
          context.moveTo(x[i] + r, y[i]);
          context.arc(x[i], y[i], r, 0, 2 * Math.PI);
        }
      }
      context.fillStyle = ring ? style.paper : style.files[colour];
      context.fill();
      if (ring || late) {
        context.strokeStyle = late ? style.bad : style.files[colour];
        context.lineWidth = Math.min(1.6, size[list[0]] * 0.55);
        context.stroke();
      }
    }
    context.globalAlpha = 1;
  }

  function restyle() {
    style = styleOf(element);
    drawnGround = "";
  }

  return { take, settle, step, draw, resize, restyle };
}
