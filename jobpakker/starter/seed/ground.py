"""What everything else stands on: the municipality, its people, its companies, its jobs, and those who wait for one."""

import uuid
from datetime import date, datetime, time, timedelta

import holidays
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from casework.citizens import actions as citizens
from casework.citizens.models import Citizen
from companies.openings import actions as openings
from companies.openings.models import JobOpening
from companies.register import actions as register
from companies.register.models import Company, Contact, Worksite
from jobpakker.foundation.accounts.models import ClosedDay, Municipality, Team, User
from jobpakker.foundation.workdays import WorkdayCalendar
from jobpakker.starter.seed import firms, people

NAMES = uuid.UUID("6f8d9a52-0c1e-4c7e-9d0a-2b7a5e1f4c90")


def key(name: str) -> uuid.UUID:
    """The same name gets the same key in every load."""
    return uuid.uuid5(NAMES, name)


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Danish wall-clock time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))  # noqa: DTZ001 - made aware here


class Ground:
    """One municipality while it is being filled."""

    def __init__(self, *, today: date, at: datetime, municipality: Municipality) -> None:
        self.today, self.at, self.municipality = today, at, municipality
        self.users: dict[str, User] = {}
        self.companies: dict[str, Company] = {}
        self.sites: dict[str, list[Worksite]] = {}
        self.contacts: dict[str, list[Contact]] = {}
        self.calendar = WorkdayCalendar.danish()
        self._cpr = 0

    def back(self, working_days: int) -> date:
        """The n-th working day before today; today itself (or the last working day before it) for 0."""
        if working_days == 0 and self.calendar.is_working_day(self.today):
            return self.today
        return self.calendar.before(self.today, max(1, working_days))

    def ahead(self, working_days: int) -> date:
        return self.calendar.after(self.today, working_days)

    def weeks_ago(self, weeks: int) -> date:
        """A working day."""
        return self.calendar.before(self.today - timedelta(weeks=weeks) + timedelta(days=1))

    def weeks_ahead(self, weeks: int) -> date:
        return self.calendar.on_or_after(self.today + timedelta(weeks=weeks))

    def first_of_month(self, months: int) -> date:
        """The first working day of the month so many months ahead."""
        month = self.today.year * 12 + self.today.month - 1 + months
        return self.calendar.on_or_after(date(month // 12, month % 12 + 1, 1))

    def next_cpr(self) -> str:
        self._cpr += 1
        return people.nobodys_cpr(self._cpr)

    # People ---------------------------------------------------------------------------------------------------------------
    def hire(self, teams: tuple[str, ...], staff: tuple[people.Person, ...], domain: str, password: str) -> None:
        made = {name: Team.objects.create(municipality=self.municipality, name=name) for name in teams}
        for person in staff:
            self.users[person.key] = User.objects.create(
                municipality=self.municipality,
                team=made[person.team] if person.team else None,
                email=f"{person.key}@{domain}",
                name=person.name,
                phone=person.phone,
                role_code=person.role.code,
                password=password,
            )

    def close(self) -> None:
        """The days between holidays on which most municipalities are shut, from two years back to next year."""
        days: dict[date, str] = {}
        for year in range(self.today.year - 2, self.today.year + 2):
            ascension = next(
                day for day, name in holidays.country_holidays("DK", years=year).items() if "himmelfart" in name
            )
            days |= {
                ascension + timedelta(days=1): "Fredag efter Kristi himmelfartsdag",
                date(year, 6, 5): "Grundlovsdag",
                date(year, 12, 24): "Juleaftensdag",
                date(year, 12, 31): "Nytårsaftensdag",
            }
        ClosedDay.objects.bulk_create(
            ClosedDay(municipality=self.municipality, day=day, reason=reason)
            for day, reason in sorted(days.items())
            if day.weekday() < 5
        )
        self.calendar = WorkdayCalendar.danish(frozenset(day for day in days if day.weekday() < 5))

    # Companies ------------------------------------------------------------------------------------------------------------
    def register(self, rows: tuple[firms.Firm, ...], cvr: tuple[str, ...], *, by: User, first_p_number: int) -> None:
        began = self.weeks_ago(110)
        p_number = first_p_number
        for n, (firm, number) in enumerate(zip(rows, cvr, strict=True)):
            on = moment(self.calendar.after(began, n), 10, n)
            head, *more = firm.contacts
            sites = []
            for site in firm.sites:
                counted = {"ordinary_employees": site.employees, "employees_as_of": self.weeks_ago(9)}
                sites.append(
                    {"p_number": str(p_number), "name": site.name, "address": site.address}
                    | (counted if site.employees is not None else {})
                )
                p_number += 37
            company = register.create_company(
                key=key(f"{self.municipality.code}/{firm.key}"), cvr=number, name=firm.name, sector=firm.sector,
                worksite=sites[0], contact=_contact(firm, head, n, 0), by=by, at=on,
            )  # fmt: skip
            for place, site in enumerate(sites[1:]):
                register.add_worksite(company=company, key=key(f"{firm.key}/{place}"), by=by, at=on, **site)
            for place, contact in enumerate(more):
                filled = _contact(firm, contact, n, place + 1)
                register.add_contact(company=company, key=key(filled["email"]), by=by, at=on, **filled)
            self.companies[firm.key] = company
            self.sites[firm.key] = list(company.worksites.order_by("pk"))
            self.contacts[firm.key] = list(company.contacts.order_by("pk"))

    def open(self, job: firms.Job, *, name: str, starts_on: date, by: User, at: datetime) -> JobOpening:
        return openings.create(
            key=key(f"{self.municipality.code}/job/{name}"),
            company=self.companies[job.firm],
            worksite=self.sites[job.firm][job.site],
            contact=self.contacts[job.firm][job.contact],
            title=job.title, starts_on=starts_on, places=job.places, weekly_hours=job.hours, wage_basis=job.wage,
            requirements=job.requirements, by=by, at=at,
        )  # fmt: skip

    def open_free(self, rows: tuple[firms.Free, ...], *, by: User) -> list[JobOpening]:
        made = []
        for n, free in enumerate(rows):
            opening = self.open(
                free.job, name=f"free/{n}", starts_on=self.first_of_month(free.months), by=by,
                at=moment(self.back(3 + n * 2), 11, n),
            )  # fmt: skip
            if free.withdrawn:
                openings.withdraw(opening=opening, by=by, at=moment(self.back(1), 14, n))
            made.append(opening)
        return made

    # Citizens -------------------------------------------------------------------------------------------------------------
    def refer(self, name: str, someone: people.Someone) -> Citizen:
        """Written down when she was referred; clarified and asked for her first name when that was done."""
        by = self.users[someone.caseworker]
        referred_on = self.weeks_ago(someone.referred)
        citizen = citizens.create(
            key=key(f"{self.municipality.code}/citizen/{name}"),
            first_name=someone.first_name, last_name=someone.last_name, cpr=self.next_cpr(),
            target_group=someone.group, referred_on=referred_on, caseworker=by,
            benefit_since=self.today - timedelta(weeks=someone.benefit) if someone.benefit else None,
            exempt_from_prior_period=someone.exempt, by=by, at=moment(referred_on, 10, 15),
        )  # fmt: skip
        if someone.clarified is not None:
            on = self.weeks_ago(someone.clarified)
            citizens.clarify(citizen=citizen, on=on, by=by, at=moment(on, 13, 30), today=on)
        if someone.agreed:
            on = self.weeks_ago(someone.clarified if someone.clarified is not None else someone.referred)
            citizens.agree_to_first_name(citizen=citizen, on=on, by=by, at=moment(on, 13, 40))
        return citizen


def _contact(firm: firms.Firm, contact: firms.Reached, n: int, place: int) -> dict[str, str]:
    first = contact.name.split()[0].lower().replace("ø", "oe").replace("å", "aa").replace("æ", "ae")
    return {
        "name": contact.name,
        "title": contact.title,
        "email": f"{first}@{firm.key}.invalid",
        "phone": f"09 33 {n:02} {place + 10}",
    }


def hashed(password: str) -> str:
    """Made once for all of the demo: Argon2 is slow on purpose."""
    return make_password(password)
