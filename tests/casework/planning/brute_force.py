"""The best plan by trying every plan there is, written from the text of interfaces.md and sharing no code with the planner.

Working days are asked of the `holidays` library day by day. Only for small cases.
"""

from datetime import date, timedelta

import holidays

DAY = timedelta(days=1)


class Brute:
    def __init__(self, steps, *, today, closed=frozenset()):
        self.steps, self.today, self.closed = steps, today, closed
        self.public = holidays.country_holidays("DK")

    def working(self, day):
        return day.weekday() < 5 and day not in self.public and day not in self.closed

    def between(self, start, until):
        """Working days in [start, until)."""
        return sum(self.working(start + DAY * n) for n in range(max(0, (until - start).days)))

    def back(self, length, x):
        """The day `length` before X, and whether it is already on a working day by counting them."""
        amount, unit = length.amount, str(length.unit)
        if unit == "workdays":
            day = x
            while amount:
                day -= DAY
                amount -= self.working(day)
            return day
        if unit == "months":
            year, month = x.year, x.month - amount
            while month < 1:
                year, month = year - 1, month + 12
            for last in (31, 30, 29, 28):
                try:
                    return date(year, month, min(x.day, last))
                except ValueError:
                    continue
        return x - DAY * (amount * (7 if unit == "weeks" else 1))

    def exact(self, length, x):
        day = self.back(length, x)
        while not self.working(day):
            day += DAY
        return day

    def ends_before(self, x):
        day = x - DAY
        while not self.working(day):
            day -= DAY
        return day

    def bounded(self, step, x):
        """X, or the first working day from the one before which the step must be over, if that is earlier."""
        if step.ends_by is None or step.pinned:
            return x
        end = step.ends_by
        while not self.working(end):
            end += DAY
        return min(x, end)

    def placements(self, step, x):
        """Every (start, last day) of the step before X."""
        x = self.bounded(step, x)
        not_before = self.today
        lead = step.lead
        while lead:
            not_before += DAY
            lead -= self.working(not_before)
        not_before = max(not_before, step.not_before or not_before)
        if step.pinned:
            start, until = step.pinned.starts_on, step.pinned.until
            last = until - DAY
            return [(start, last)] if last < x else []
        if step.sessions:
            return [(p.start, p.until - DAY) for p in step.sessions if p.until - DAY < x and p.start >= not_before]
        if step.shortest is None and step.longest is None:
            start = self.exact(step.length, x)
            return [(start, self.ends_before(x))] if not_before <= start < x else []
        found, day = [], max(not_before, self.back(step.longest or step.length, x))
        while day < x:
            if self.working(day) and day <= self.back(step.shortest or step.length, x):
                found.append((day, self.ends_before(x)))
            day += DAY
        return found

    def all_plans(self, x, index):
        if index < 0:
            yield ()
            return
        for start, last in self.placements(self.steps[index], x):
            for earlier in self.all_plans(start, index - 1):
                yield (*earlier, (start, last, x))

    def cost(self, plan):
        dead = sum(self.between(last + DAY, x) for _start, last, x in plan)
        off = 0
        for step, (start, last, x) in zip(self.steps, plan, strict=True):
            if step.shortest is not None or step.longest is not None:
                fixed = bool(step.sessions or step.pinned)
                x = x if fixed else self.bounded(step, x)
                is_days = self.between(start, last + DAY if fixed else x)
                off += abs(is_days - self.between(self.exact(step.length, x), x))
        first = -plan[0][0].toordinal() if plan else 0
        return (dead, off, first, *(-start.toordinal() for start, _last, _x in reversed(plan)))

    def best(self, job):
        return min(self.all_plans(job, len(self.steps) - 1), key=self.cost, default=None)
