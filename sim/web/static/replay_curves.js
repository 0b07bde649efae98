// Curves over the slider: how many files are under way from day to day, and which days are days of rest.

import { DAY, styleOf } from "./replay_parts.js";

const INSET = 8; // half the thumb of the slider, over which the curves stand [px]

export function curvesDrawing(canvas, element) {
  const context = canvas.getContext("2d");
  let style = styleOf(element);
  let [cases, length, curves, width, ratio] = [[], 1, [], 0, 1];
  const height = 64;
  const points = 360;

  function resize() {
    const [wide, dots] = [canvas.clientWidth, Math.min(window.devicePixelRatio || 1, 3)];
    if (wide === 0 || (wide === width && dots === ratio)) return false;
    [width, ratio] = [wide, dots];
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    return true;
  }

  function take(some, whole) {
    [cases, length] = [some, whole];
    curves = cases.map((one) => one.curve(points));
    width = 0;
    resize();
  }

  function draw(now) {
    const across = (second) => INSET + (second / length) * (width - 2 * INSET);
    const [top, bottom] = [4, height - 15];
    const most = Math.max(1, ...curves.flatMap((curve) => [...curve]));
    const { working } = cases[0].data;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = `400 10.5px ${style.font}`;
    context.textAlign = "center";
    const every = (width - 2 * INSET) / working.length < 18 ? 5 : 1;
    for (const [day, works] of working.entries()) {
      const [left, right] = [across(day * DAY), across(Math.min((day + 1) * DAY, length))];
      if (!works) {
        context.fillStyle = style.shade;
        context.fillRect(left, top, right - left, bottom - top);
      }
      context.fillStyle = style.muted;
      if (day % every === 0) context.fillText(String(day + 1), (left + right) / 2, height - 3);
    }
    for (const [c, one] of cases.entries()) {
      context.strokeStyle = one.which === "base" ? style.beforeInk : style.after;
      context.lineWidth = 2;
      context.setLineDash(one.which === "base" && cases.length > 1 ? [5, 4] : []);
      context.beginPath();
      for (let k = 0; k <= points; k += 1) context.lineTo(across((k / points) * one.data.length), bottom - (curves[c][k] / most) * (bottom - top - 2));
      context.stroke();
    }
    context.setLineDash([]);
    context.strokeStyle = style.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(across(now), top - 2);
    context.lineTo(across(now), bottom + 2);
    context.stroke();
  }

  function restyle() {
    style = styleOf(element);
  }

  return { take, draw, resize, restyle };
}
