"""Answers questions about a practice's calendar, read as JSON from standard input, as JSON on standard output.

Independent of the Rust calendar in every part: the bank holidays come from the PyPI package `holidays`, working days are
counted by numpy's business-day functions, clock changes come from Python's zoneinfo with the PyPI package `tzdata`, and open time is counted
from a table of every single minute of the years in question instead of being computed from periods. Shared is only the
question itself: hours, closures and what each promise means (product A4), written down a second time here.

Instants are minutes since 1970 in UTC.
"""

import json
import sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import holidays
import numpy as np

LONDON = ZoneInfo("Europe/London")
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def minute_of_day(text):
    hours, minutes = text.split(":")[:2]
    return int(hours) * 60 + int(minutes)


class Practice:
    def __init__(self, asked):
        first, last = asked["years"]
        self.bank_holidays = sorted(holidays.country_holidays("GB", subdiv="ENG", years=range(2014, 2037)))
        self.start = int((datetime(first, 1, 1, tzinfo=timezone.utc) - EPOCH).total_seconds()) // 60
        end = int((datetime(last + 1, 1, 1, tzinfo=timezone.utc) - EPOCH).total_seconds()) // 60
        self.local = self.local_minutes(end)
        self.open = self.every_minute(asked)
        # passed[i]: open minutes before minute i.
        self.passed = np.concatenate([[0], np.cumsum(self.open)])
        # Minutes that are open while the one before is not.
        self.starts = np.flatnonzero(np.diff(self.open) == 1) + 1
        weekly = {day["day"]: day["periods"] for day in asked["hours"]}
        all_day = [closure["date"] for closure in asked["closures"] if closure["from"] is None]
        self.working = np.busdaycalendar(
            weekmask=[1 if weekly.get(day) and (asked["weekendsCount"] or day not in ("Sat", "Sun")) else 0 for day in DAYS],
            holidays=np.array([str(day) for day in self.bank_holidays] + all_day, dtype="datetime64[D]"),
        )

    def local_minutes(self, end):
        """For every minute, minutes since 1970 by the wall clock in London. The offset is asked for every hour."""
        hours = np.arange(self.start, end, 60)
        offset = [
            int((EPOCH + timedelta(minutes=int(hour))).astimezone(LONDON).utcoffset().total_seconds()) // 60 for hour in hours
        ]
        return np.arange(self.start, end) + np.repeat(offset, 60)

    def every_minute(self, asked):
        day, minute = np.divmod(self.local, 1440)
        weekday = (day + 3) % 7  # 1 January 1970 was a Thursday
        is_open = np.zeros(len(self.local), dtype=bool)
        for hours in asked["hours"]:
            for opens, closes in hours["periods"]:
                within = (minute >= minute_of_day(opens)) & (minute < minute_of_day(closes))
                is_open |= within & (weekday == DAYS.index(hours["day"]))
        since_1970 = [(holiday - date(1970, 1, 1)).days for holiday in self.bank_holidays]
        is_open &= ~np.isin(day, since_1970)
        for closure in asked["closures"]:
            closed = day == (date.fromisoformat(closure["date"]) - date(1970, 1, 1)).days
            if closure["from"] is not None:
                closed &= minute >= minute_of_day(closure["from"])
            is_open &= ~closed
        return is_open.astype(np.int64)

    # --- questions ---

    def is_open(self, at):
        return bool(self.open[at - self.start])

    def between(self, one, other):
        return int(max(0, self.passed[other - self.start] - self.passed[one - self.start]))

    def add(self, at, minutes):
        """The first instant before which that many open minutes lie; the first open one for none."""
        if minutes == 0:
            return at if self.is_open(at) else self.next_opening(at)
        wanted = self.passed[at - self.start] + minutes
        return int(np.searchsorted(self.passed, wanted, side="left")) + self.start

    def next_opening(self, at):
        """The first open minute of the first stretch that begins after this one."""
        place = np.searchsorted(self.starts, at - self.start, side="right")
        return int(self.starts[place]) + self.start

    def day_of(self, at):
        return int(self.local[at - self.start]) // 1440

    def stretch(self, day):
        """Places of the open minutes of a day."""
        around = (day * 1440) - self.start
        window = slice(max(0, around - 120), around + 1560)
        places = np.flatnonzero((self.local[window] // 1440 == day) & (self.open[window] == 1))
        return places + window.start

    def closing(self, day):
        return int(self.stretch(day)[-1]) + 1 + self.start

    def working_day_after(self, day, count):
        after = np.busday_offset(np.datetime64(day, "D"), count, roll="forward", busdaycal=self.working)
        # A closure "from" the morning leaves no open minute; numpy does not know those.
        return int(after.astype(int))

    def same_time_on(self, day, like):
        """The last open minute up to that time of day, or its end; the first one if the day begins later."""
        places = self.stretch(day)
        wished = int(self.local[like - self.start]) % 1440
        times = self.local[places] % 1440
        upto = places[times <= wished]
        if len(upto) == 0:
            return int(places[0]) + self.start
        last = int(upto[-1])
        return (last if int(self.local[last]) % 1440 == wished else last + 1) + self.start

    def due(self, at, levels):
        opens = at if self.is_open(at) else self.next_opening(at)
        day = self.day_of(opens)
        # Open already that day, and closed now: a break. Not yet open, or no longer: out of hours.
        out_of_hours = at < int(self.stretch(day)[0]) + self.start
        # What is promised in working days counts from the opening of one.
        counted = self.working_day_after(day, 0)
        look, today = self.add(opens, levels["look"]), self.closing(day)
        if counted != day:
            opens, day, out_of_hours = int(self.stretch(counted)[0]) + self.start, counted, True
        if out_of_hours:
            review = self.closing(self.working_day_after(day, levels["review"] - 1))
        else:
            review = self.same_time_on(self.working_day_after(day, levels["review"]), opens)
        return {
            "administrative": self.same_time_on(self.working_day_after(day, levels["administrative"]), opens),
            "clinicalReview": review,
            "clinicalAnswer": self.closing(self.day_of(review)),
            "humanLook": look,
            "checkToday": today,
        }


def main():
    asked = json.load(sys.stdin)
    practice = Practice(asked)
    answers = [
        {
            "open": practice.is_open(question["at"]),
            "between": practice.between(question["at"], question["until"]),
            "added": practice.add(question["at"], question["minutes"]),
            "nextOpening": practice.next_opening(question["at"]),
            "due": practice.due(question["at"], asked["levels"]),
        }
        for question in asked["questions"]
    ]
    years = range(2015, 2036)
    days = [str(day) for day in practice.bank_holidays if day.year in years]
    json.dump({"bankHolidays": days, "answers": answers}, sys.stdout)


main()
