// One case of a replay: where each of its files is at a moment, and how many are at every desk.

import { COLOURS, below, upTo } from "./replay_parts.js";

export const WAITING = 0, WORK = 1, ASIDE = 2;
// By what happens in a stretch (sim/web/replay/stretches.py): waiting, in the hall, for a sitting, work, set aside, hold, for
// the courier, on the way, with the applicant.
const AREA = [WAITING, WAITING, WAITING, WORK, ASIDE, ASIDE, WAITING, WORK, WAITING];

export function readCase(which, data) {
  const { files, place, what, lasts } = data;
  const count = files.begin.length;
  const first = new Int32Array(count + 1);
  const begins = new Float64Array(lasts.length);
  const lastSecond = new Float64Array(count);
  for (let i = 0, k = 0; i < count; i += 1) {
    let at = files.begin[i];
    for (let left = files.stretches[i]; left > 0; left -= 1, k += 1) {
      begins[k] = at;
      at += lasts[k];
    }
    first[i + 1] = k;
    lastSecond[i] = at;
  }
  // By file: its stretch at the moment, -1 for none, and until when and from when on that holds.
  const at = new Int32Array(count).fill(-1);
  const from = new Float64Array(count).fill(Infinity);
  const until = new Float64Array(count).fill(-Infinity);
  const colour = files.route.map((route) => data.colour[route] % COLOURS);
  const order = (column) => column.filter((second) => second >= 0 && second < data.length).sort((a, b) => a - b);
  const [received, ready] = [order(files.received), order(files.ready)];
  const late = order(files.late_after);
  let present = 0;

  function locate(i, now) {
    if (now < files.begin[i]) [at[i], from[i], until[i]] = [-1, -Infinity, files.begin[i]];
    else if (now >= lastSecond[i]) [at[i], from[i], until[i]] = [-1, lastSecond[i], Infinity];
    else {
      let [low, high] = [first[i], first[i + 1] - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (begins[middle] <= now) low = middle;
        else high = middle - 1;
      }
      [at[i], from[i], until[i]] = [low, begins[low], begins[low] + lasts[low]];
    }
  }

  const self = {
    which, data, count, colour, at, begins,
    boxOf: [],
    isLate: (i, now) => files.late_after[i] < now,
    // Takes the files to a moment; tells whether any of them is somewhere else than before.
    moveTo(now) {
      let moved = false;
      for (let i = 0; i < count; i += 1) {
        if (now >= from[i] && now < until[i]) continue;
        locate(i, now);
        moved = true;
      }
      if (moved) present = at.reduce((sum, one) => sum + (one >= 0 ? 1 : 0), 0);
      return moved;
    },
    // Received, answered and missed so far in the month, and under way.
    totals: (now) => [upTo(received, now), upTo(ready, now), below(late, now), present],
    // Waiting, in work, put aside in a box; and how many of these are past the deadline.
    counts(box, now) {
      const result = [0, 0, 0, 0];
      for (let i = 0; i < count; i += 1) {
        if (at[i] < 0 || self.boxOf[place[at[i]]] !== box) continue;
        result[AREA[what[at[i]]]] += 1;
        if (self.isLate(i, now)) result[3] += 1;
      }
      return result;
    },
    areaOf: (i) => AREA[what[at[i]]],
    boxAt: (i) => self.boxOf[place[at[i]]],
    // By box and area the most files that are ever there at once.
    peaks(boxes) {
      const events = Array.from({ length: boxes * 2 }, () => []);
      for (let k = 0; k < place.length; k += 1) {
        const list = events[self.boxOf[place[k]] * 2 + (AREA[what[k]] === WAITING ? 0 : 1)];
        list.push([begins[k], 1], [begins[k] + lasts[k], -1]);
      }
      return events.map((list) => {
        let [most, sum] = [0, 0];
        for (const [, change] of list.sort((a, b) => a[0] - b[0] || a[1] - b[1])) most = Math.max(most, (sum += change));
        return most;
      });
    },
    // How many files are there at evenly spaced moments.
    curve(points) {
      const changes = new Float64Array(points + 1);
      const slot = (second) => Math.min(Math.ceil((second / data.length) * points), points);
      for (let i = 0; i < count; i += 1) {
        changes[slot(files.begin[i])] += 1;
        if (lastSecond[i] < data.length) changes[slot(lastSecond[i])] -= 1;
      }
      let sum = 0;
      return changes.map((change) => (sum += change));
    },
  };
  return self;
}

// Boxes of the drawing, in which cases share desks: all offices of a kind together, or apart; none for desks that nothing comes to.
export function boxesOf(cases, apart, words) {
  const rank = ranks(cases);
  const isApart = (desk) => apart && desk.offices !== "";
  const keyOf = ({ desks, places }, p) => {
    const desk = desks[places.desk[p]];
    return isApart(desk) ? `${desk.key}|${places.office[p]}` : desk.key;
  };
  const used = new Set(cases.flatMap(({ data }) => [...new Set(data.place)].map((p) => keyOf(data, p))));
  const boxes = new Map();
  for (const { which, data } of cases) {
    for (const [p, d] of data.places.desk.entries()) {
      const [desk, key] = [data.desks[d], keyOf(data, p)];
      if (!used.has(key)) continue;
      if (!boxes.has(key)) {
        const frame = (isApart(desk) ? data.places.office[p] : desk.office) || words.outside;
        const note = isApart(desk) ? "" : [desk.offices, desk.size].filter(Boolean).join(", ");
        boxes.set(key, { key, kind: desk.kind, title: desk.title, frame, note, rank: rank.get(desk.key), office: isApart(desk) ? p : 0, hours: new Map() });
      }
      const { hours } = boxes.get(key);
      if (!hours.has(which)) hours.set(which, new Set());
      hours.get(which).add(data.places.hours[p]);
    }
  }
  const list = inFrames([...boxes.values()]);
  for (const one of cases) one.boxOf = one.data.places.desk.map((_, p) => boxes.get(keyOf(one.data, p))?.index ?? -1);
  return list;
}

// The order of desks: that of the first case, with those that only the second one has behind what stands before them there.
function ranks(cases) {
  const rank = new Map(cases[0].data.desks.map((desk, i) => [desk.key, i]));
  for (const { data } of cases) {
    let before = -1;
    for (const desk of data.desks) {
      if (!rank.has(desk.key)) rank.set(desk.key, before + 0.01);
      before = rank.get(desk.key);
    }
  }
  return rank;
}

// Boxes of one office together, the offices in the order in which files first come to them.
function inFrames(boxes) {
  const first = new Map();
  for (const box of boxes) {
    const [rank, office] = first.get(box.frame) ?? [Infinity, Infinity];
    first.set(box.frame, [Math.min(rank, box.rank), Math.min(office, box.office)]);
  }
  const order = (a, b) => first.get(a.frame)[0] - first.get(b.frame)[0] || first.get(a.frame)[1] - first.get(b.frame)[1] || a.rank - b.rank;
  boxes.sort(order);
  for (const [i, box] of boxes.entries()) box.index = i;
  return boxes;
}
