"""A naive simulator that walks through the seconds: slow and plain, an independent answer to hold the engines against.

It knows no events and looks into no future. Every second in which a clock runs is visited; a stretch in which none
runs is skipped up to the next opening, closing or arrival.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.engine.record import EngineRecord
from sim.model.capacity import Capacity, Sittings
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET
from tests.oracle.branches import NO_TERM
from tests.oracle.counters import AtCounters
from tests.oracle.hours import Hours
from tests.oracle.officers import Officers
from tests.oracle.pace import as_stated, at_pace
from tests.oracle.state import File, Member


def run(workload: Workload, capacity: Capacity) -> EngineRecord:
    """Simulate one replication second by second."""
    return Walk(workload, capacity).run()


class Walk(AtCounters):
    """The state of a simulation, and the rules that move it."""

    def __init__(self, workload: Workload, capacity: Capacity) -> None:
        super().__init__(workload, capacity)
        rows = len(workload.work)
        self.member, self.served_by = (np.full(rows, UNSET, dtype=np.int64) for _ in range(2))
        self.parts: dict[tuple[int, int], list[list[int]]] = {}
        """By row and visit of desk work: [member, from, to] of each part."""
        self.set_aside: set[tuple[int, int]] = set()
        """Rows and visits that were set aside at least once, for the counter or for a sitting."""
        self.sittings: list[tuple[int, ...]] = []
        self.partners: list[tuple[int, ...]] = []
        """Row, visit and number of those who did it with the member who is named for it."""
        self.members = [self.people(i) for i in range(len(self.pools))]
        self.pool = workload.pool.tolist()
        """By row: its pool."""
        self.officers = Officers(workload, self.members)

    def people(self, pool: int) -> list[Member]:
        """The members of a pool, each with his own hours where they are listed."""
        if not self.pools[pool].roster:
            return [Member(pool, k, self.duty[pool]) for k in range(self.pools[pool].members)]
        return [
            Member(
                pool,
                k,
                Hours(one.hours).without([(a.start, a.end) for a in one.absences] + [*one.other_duties]),
                tuple((a.start, a.end) for a in one.absences if a.hands_over),
                there=Hours(one.hours).without([(a.start, a.end) for a in one.absences]),
                paces=one.paces,
            )
            for k, one in enumerate(self.pools[pool].roster)
        ]

    def run(self) -> EngineRecord:
        """Walk from the start to the end of the run-out, or to the end of the last counted application."""
        window = self.workload.window
        members = [m for pool in self.members for m in pool]
        hours = [*self.duty, *self.counter, *self.open_time, *(m.hours for m in members), *self.sent_in, *self.up]
        changes = {t for h in hours for t in [*h.opens, *h.closes]} | {
            t for m in members for absence in m.long_absences for t in absence
        }
        changes |= {t for pool in self.pools for cover in pool.covers for t in (cover.start, cover.end)}
        changes |= {*self.workload.submitted.tolist(), window.horizon, window.run_out_end}
        changes |= {date.begin for pool in self.pools if pool.sittings for date in pool.sittings.dates}
        changes |= {t for m in members if self.pools[m.pool].visits_per_day for day in m.hours.days for t in day}
        changes |= {t for leaves in self.leaves for t in leaves}
        now = window.start
        while True:
            changes |= self.rounds(now) | self.appointments
            if now == window.run_out_end or (now >= window.horizon and not self.awaited()):
                break
            now = now + 1 if self.second_passes(now) else min(t for t in changes if t > now)
        work_parts = [(*key, *part) for key in sorted(self.set_aside) for part in self.parts[key]]
        return EngineRecord(
            received=self.received,
            queued=self.queued,
            started=self.started,
            work_ended=self.work_ended,
            finished=self.finished,
            member=self.member,
            served_by=self.served_by,
            visit=self.visit,
            earlier=np.array(sorted(self.earlier), dtype=np.int64).reshape(-1, 8),
            work_parts=np.array(work_parts, dtype=np.int64).reshape(-1, 5),
            partners=np.array(sorted(self.partners), dtype=np.int64).reshape(-1, 3),
            sittings=np.array(self.sittings, dtype=np.int64).reshape(-1, 7),
            outings=np.array(self.outings, dtype=np.int64).reshape(-1, 5),
            assignments=np.array(self.officers.in_order(), dtype=np.int64).reshape(-1, 5),
            observed_until=now,
        )

    def rounds(self, now: int) -> set[int]:
        """Go through an instant until nothing happens at it any more; give the ends of what was decided late.

        Sittings and days of visits are decided once, when all that had been begun before is settled.
        """
        ends: set[int] | None = None
        while ends is None or self.ends_at_once():
            self.happen(now)
            for pool in range(len(self.pools)) if self.officers.are_named else ():
                for kind in (Kind.COUNTER, Kind.DESK):
                    self.officers.name(self.waiting([pool], kind), now)
            for pool in range(len(self.pools)):
                self.dispatch(pool, now)
            for number in range(len(self.systems)):
                self.ask(number, now)
            if self.ends_at_once():
                continue
            self.leave(now)
            ends = self.sit(now) if ends is None else ends
        return ends

    def awaited(self) -> bool:
        """Tell whether an application that is counted, or was there at the start, is still under way."""
        low, high = self.workload.window.warm_up_end, self.workload.window.horizon
        under_way = [f.number for f in self.files if f.state != "ended"]
        return any(self.inherited[i] or low <= self.received[i] < high for i in under_way)

    def second_passes(self, now: int) -> bool:
        """Let the clocks of the second that begins now run down; tell whether any ran."""
        ran = False
        for f in self.files:
            if f.state == "work" and self.kind[f.row] is Kind.COUNTER:
                runs = True
            elif f.state == "system":
                number = self.system[f.row]
                runs = number is None or self.up[number].is_open(now)
            elif f.state == "way":
                way = self.way(f)
                runs = self.transfers[way].lag is None or self.sent_in[way].is_open(now)
            elif f.state == "work":
                assert f.member is not None
                runs = all(self.is_there(m, now) for m in f.team or [f.member])
            else:
                office = self.pools[self.workload.pool[f.row]].office
                runs = f.state == "hold" and self.open_time[office].is_open(now)
            f.left -= runs
            ran = ran or runs
        return ran

    def is_there(self, m: Member, now: int) -> bool:
        """Tell whether a member is on duty in the second that begins now, and not away at a sitting."""
        return m.hours.is_open(now) and self.stand_in(m.pool, now) is None and now >= m.sits_until

    def can_be_called(self, m: Member, now: int) -> bool:
        """Tell whether a member is there for a sitting: he leaves his other duties for it."""
        hours = m.hours if m.there is None else m.there
        return hours.is_open(now) and self.stand_in(m.pool, now) is None and now >= m.sits_until

    def stand_in(self, pool: int, now: int) -> int | None:
        """The pool whose members take another one's files now, if any does."""
        return next((c.pool for c in self.pools[pool].covers if c.start <= now < c.end), None)

    def happen(self, now: int) -> None:
        """What ends, closes, opens, arrives and is handed over at an instant; nobody starts anything."""
        for f in self.files:
            if f.state == "work" and f.left == 0:
                assert f.member is not None
                self.work_ended[f.row] = now
                if self.goes_on_at_the_counter(f, now):
                    continue
                for m in f.team or [f.member]:
                    m.work, m.idle_since = None, now
                if self.kind[f.row] is Kind.DESK:
                    self.part(f)[2] = now
                f.state, f.left = "hold", int(self.workload.hold[f.row])
            if f.state == "sitting" and f.sits_until == now:
                self.work_ended[f.row] = now
                f.state, f.left = "hold", int(self.workload.hold[f.row])
            if f.state in ("hold", "system", "way") and f.left == 0:
                self.over(f, now)
            if f.state == "looking":
                self.bring(f, now)
        for m in [m for pool in self.members for m in pool if m.sits_until == now]:
            m.idle_since = now if m.work is None else m.idle_since
        for f in self.files:
            if f.state == "work" and f.team and all(m.sits_until <= now for m in f.team):
                self.go_on_together(f, now)
        for f in self.files:
            unfinished = f.state in ("work", "aside") and self.kind[f.row] is Kind.DESK
            if unfinished and f.member is not None and any(now in m.leaves for m in f.team or [f.member]):
                self.hand_over(f, f.member, now)
        self.leave_the_halls(now)
        self.officers.end(self.files, self.finished, now)
        for f in self.files:
            if f.state == "out" and f.back <= now and self.counter[self.workload.pool[f.row]].is_open(now):
                self.come(f, now)
            if f.state == "away" and self.counter[self.workload.pool[f.row]].opens_at(now):
                self.queue(f, now)
            if f.state == "coming" and self.comes[f.number] == now:
                self.reach(f, now)
            if f.state == "at the door" and self.open_time[self.receives[f.number]].is_open(now):
                self.come(f, now)
        for f in self.files:
            f.risen = f.risen or now >= f.rises

    def hand_over(self, f: File, m: Member, now: int) -> None:
        """A member goes on leave; his file begins a new visit to its own pool, with its old place and what is left."""
        if f.state == "work":
            self.rest(f, now)
            for each in f.team or [m]:
                each.work, each.idle_since = None, now
        else:
            m.aside = None
        began = (int(self.queued[f.row]), int(self.started[f.row]), now)
        self.earlier.append((*self.visit_of(f), *began, m.pool, m.number, f.lasts - f.left))
        f.left = as_stated(f.left, f.pace, at_most=f.to_do)
        self.visit[f.row] += 1
        self.queued[f.row] = now
        self.started[f.row] = self.member[f.row] = self.served_by[f.row] = UNSET
        f.state, f.member, f.team, f.to_do = "waiting", None, [], f.left

    def rest(self, f: File, now: int) -> None:
        """The part of the work that is under way ends, if one is."""
        if self.part(f)[2] == UNSET:
            self.part(f)[2] = now

    def go_on_together(self, f: File, now: int) -> None:
        """Nobody of those who work on a file is at a sitting any more: a part of the work begins, if it rested for one."""
        assert f.member is not None
        if self.part(f)[2] != UNSET:
            self.parts[self.visit_of(f)].append([f.member.number, now, UNSET])

    def over(self, f: File, now: int) -> None:
        """A step is over; the application goes on to the next one, or has ended."""
        if self.kind[f.row] in (Kind.SYSTEM, Kind.TRANSFER, Kind.APPLICANT):
            self.work_ended[f.row] = now
        self.finished[f.row], f.member, f.team = now, None, []
        if f.row + 1 == self.workload.first[f.number + 1]:
            f.state = "ended"
            self.answered(f.number, now)
        else:
            f.row += 1
            self.reach(f, now)

    def reach(self, f: File, now: int) -> None:
        """An application gets to a step: it is sent, asks a system, or joins the staff's queue or the door."""
        if self.kind[f.row] is Kind.TRANSFER:
            self.send(f, now)
        elif self.kind[f.row] is Kind.APPLICANT:
            self.leave_to_applicant(f, now)
        elif self.system[f.row] is not None:
            self.queued[f.row], f.state = now, "asking"
        elif self.kind[f.row] is Kind.SYSTEM:
            self.queued[f.row] = self.started[f.row] = now
            f.state, f.left = "system", int(self.workload.work[f.row])
            if f.left == 0:
                self.over(f, now)
        elif f.row == self.door[f.number]:
            f.state = "at the door"
            if self.open_time[self.receives[f.number]].is_open(now):
                self.come(f, now)
        else:
            self.come(f, now)

    def queue(self, f: File, now: int) -> None:
        """An application joins the queue of a pool, at the place that it has since it first came."""
        self.queued[f.row] = now
        if f.row == self.receipt[f.number]:
            self.received[f.number] = now
        f.state, f.left = "waiting", int(self.workload.work[f.row])
        f.to_do, f.group, f.risen, f.rises = f.left, self.group_of(f), False, NO_TERM
        escalate = self.pools[self.workload.pool[f.row]].escalate
        if escalate is not None and self.kind[f.row] is Kind.DESK:
            f.rises = self.rise(f.number, f.row, escalate)
            self.appointments.add(f.rises)
        f.slot = self.slot_of(f, now)
        self.appointments.add(self.leaves_at(f))

    def group_of(self, f: File) -> int:
        """Class of a file: none, the application's priority, or the deadline of its term."""
        discipline = self.pools[self.workload.pool[f.row]].discipline
        if discipline == "first_come":
            return 0
        if discipline == "priority":
            return 0 if self.workload.priority is None else int(self.workload.priority[f.number])
        return self.term_deadline(f.number, f.row, UNSET)

    def waiting(self, pools: list[int], kind: Kind) -> list[File]:
        """Who waits for some pools, in the order of the queue."""
        waiting = [f for f in self.files if f.state == "waiting"]
        here = [f for f in waiting if self.pool[f.row] in pools and self.kind[f.row] is kind]
        return sorted(here, key=lambda f: f.key)

    def dispatch(self, pool: int, now: int) -> None:
        """Give the members on duty what waits: the counter first, then what was set aside, then the desk.

        What waits for pools for which they stand in comes last, and only to those who are free.
        """
        members = [m for m in self.members[pool] if self.is_there(m, now)]
        if not members or self.pools[pool].sittings or self.pools[pool].visits_per_day:
            return
        if not self.pools[pool].set_aside:  # then only a sitting can have left something to resume
            self.resume(members, now)
        for f in self.received_now([pool], now):
            may = [m for m in members if self.officers.may_take(m, f)]
            able = [m for m in may if m.work is None]
            if not able and self.pools[pool].set_aside:
                able = [m for m in may if m.work is not None and self.kind[m.work.row] is Kind.DESK and not m.work.team]
            if able:
                m = min(able, key=self.turn)
                self.put_aside(m, now)
                self.take(m, f, now)
        self.resume(members, now)
        goes_on = self.take_to_the_desk([pool], members, now)
        covered = [other for other in range(len(self.pools)) if self.stand_in(other, now) == pool]
        for f in self.received_now(covered, now):
            able = [m for m in members if m.work is None]
            if able:
                self.take(min(able, key=self.turn), f, now)
        if goes_on:
            self.take_to_the_desk(covered, members, now)

    def put_aside(self, m: Member, now: int) -> None:
        """A member lets his desk work rest, if he has any at hand."""
        if m.work is not None:
            m.work.state, m.aside = "aside", m.work
            self.part(m.work)[2] = now
            self.set_aside.add(self.visit_of(m.work))
            m.work = None

    def resume(self, members: list[Member], now: int) -> None:
        """Those who are free go on with what rests with them."""
        for m in members:
            if m.work is None and m.aside is not None:
                m.work, m.aside = m.aside, None
                m.work.state = "work"
                self.parts[self.visit_of(m.work)].append([m.number, now, UNSET])

    def sit(self, now: int) -> set[int]:
        """Decide the sittings and days of visits that are due, all else at this instant being settled; give their ends."""
        ends = set()
        for i, pool in enumerate(self.pools):
            if pool.sittings:
                ends |= {self.decide(i, pool.sittings, d.cut_off, now) for d in pool.sittings.dates if d.begin == now}
            for team in self.members[i] if pool.visits_per_day else []:
                for close in [close for opening, close in team.hours.days if opening == now]:
                    self.go_out(team, pool.visits_per_day or 0, now, close)
        return ends

    def decide(self, pool: int, rules: Sittings, cut_off: int, now: int) -> int:
        """Hold a sitting if enough people are there: take files by the cut-off, call members off their desks; give its end."""
        named = [self.members[other][number] for other, number in rules.seats]
        there = [m for m in named or self.members[pool] if self.can_be_called(m, now)]
        files = [f for f in self.waiting([pool], Kind.DESK) if self.queued[f.row] <= cut_off]
        if len(there) < rules.quorum or len(files) < rules.at_least:
            self.sittings.append((pool, now, now, len(there), 0, 0, len(files)))
            return now
        agenda = files[: rules.agenda]
        end = now + (rules.per_file * len(agenda) if rules.length is None else rules.length)
        for f in agenda:
            self.started[f.row] = now
            f.state, f.sits_until = "sitting", end
        for m in there if named and end > now else []:
            m.sits_until = end
            if m.work is not None and self.kind[m.work.row] is Kind.DESK:
                if m.work.team:
                    self.rest(m.work, now)
                    self.set_aside.add(self.visit_of(m.work))
                else:
                    self.put_aside(m, now)
        self.sittings.append((pool, now, end, len(there), 1, len(agenda), len(files) - len(agenda)))
        return end

    def take_to_the_desk(self, pools: list[int], members: list[Member], now: int) -> bool:
        """Give desk files of some pools to members of one pool, while they have a free place.

        A file for which too few of them are free keeps all later ones waiting, which the answer tells (False).
        """
        for f in self.waiting(pools, Kind.DESK):
            able = [m for m in members if m.work is None and self.has_place(m) and self.officers.may_take(m, f)]
            people = self.steps[f.row].people
            if len(able) < people:
                if people > 1:
                    return False
                continue
            m, *partners = sorted(able, key=self.turn)[:people]
            self.parts[self.visit_of(f)] = [[m.number, now, UNSET]]
            self.take(m, f, now, partners)
        return True

    def has_place(self, m: Member) -> bool:
        """Tell whether a member may begin one desk file more."""
        caseload = self.pools[m.pool].caseload
        return caseload is None or self.in_hand(m) < caseload

    def in_hand(self, m: Member) -> int:
        """How many files a member has: at work, held and set aside."""
        return sum(f.member is m or any(other is m for other in f.team) for f in self.files)

    def turn(self, m: Member) -> tuple[int, int, int]:
        """Whose turn it is: fewest files in hand, idle longest, first by number."""
        return self.in_hand(m), m.idle_since, m.number

    def take(self, m: Member, f: File, now: int, partners: Sequence[Member] = ()) -> None:
        """A member begins a file, or goes on with what another has left; partners begin it with him."""
        self.officers.begins(m, f, now)
        m.work, f.member, f.state = f, m, "work"
        f.team = [m, *partners] if partners else []
        for other in partners:
            other.work = f
            self.partners.append((*self.visit_of(f), other.number))
        self.begin_row(m, f, now)

    def begin_row(self, m: Member, f: File, now: int) -> None:
        """The work on a row begins, at the pace that its member has then."""
        self.started[f.row], self.member[f.row], self.served_by[f.row] = now, m.number, m.pool
        f.pace = max(one.pace_at(now) for one in f.team or [m])
        f.left = f.lasts = at_pace(f.to_do, f.pace)

    def part(self, f: File) -> list[int]:
        """The last part of the work on a desk file in this visit: [member, from, to]."""
        return self.parts[self.visit_of(f)][-1]
