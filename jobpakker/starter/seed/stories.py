"""The chains of today: one for each thing that a day with jobpakker can hold. Days are working days from today.

Each is told as it happened: built, asked, answered, and walked to where it stands. The first caseworker has the most to do.
"""

from collections.abc import Callable
from datetime import date

from casework.blueprints.models import Blueprint, BlueprintStep
from casework.citizens.models import Citizen
from casework.green_wave.models import Actor, Cause
from casework.jobpakke.models import EndReason, Outcome, PauseReason
from companies.commitments.models import DeclineReason
from companies.openings.models import JobOpening
from jobpakker.starter.seed import firms
from jobpakker.starter.seed.chain import Chain
from jobpakker.starter.seed.ground import Ground

Model = tuple[Blueprint, list[BlueprintStep]]


class Stories:
    def __init__(self, ground: Ground, walking: dict[str, Citizen], models: dict[str, Model]) -> None:
        self.ground, self.walking, self.models = ground, walking, models
        self.back, self.ahead, self.weeks = ground.back, ground.ahead, ground.weeks_ahead

    def chain(self, citizen: str, job: str) -> Chain:
        taken = firms.TAKEN[job]
        return Chain(self.ground, citizen, self.walking[citizen], taken, self.models[taken.model])

    def tell(self) -> None:
        for story in (*self._mette(), *self._jonas(), *self._aylin(), *self._henrik(), *self._sofie()):
            story()

    # Mette: her day has one of each ---------------------------------------------------------------------------------------
    def _mette(self) -> tuple[Callable[[], object], ...]:
        return (
            self.to_be_sent,
            self.another_date_proposed,
            self.declined,
            self.asked_yesterday,
            self.not_answered,
            self.green,
            self.gap_ahead,
            self.gap_now,
            self.ended_early,
            self.begins_today,
            self.grown,
            self.in_the_job,
            self.ends_soon,
        )

    def to_be_sent(self) -> None:
        """Everything is agreed; only the company's promise is missing."""
        self.shared = (
            self.chain("yusuf", "lager").towards(self.weeks(24))
            .agreed(took_part_on=self.back(3), mentor="Bjarke Lund", conditions="Hvis truckcertifikatet er bestået.")
            .build(self.back(2)).opening
        )  # fmt: skip

    def another_date_proposed(self) -> None:
        job_on = self.weeks(27)
        (
            self.chain("kirsten", "butik").without(5).towards(job_on)
            .agreed(took_part_on=self.back(12), mentor="Lise Palm")
            .build(self.back(9)).wants("recruiting", "Det er svært at finde nogen, der bliver.", self.back(12))
            .send(self.back(8))
            .propose(
                self.back(1), self.ground.calendar.on_or_after(date.fromordinal(job_on.toordinal() + 14)),
                "Vi får travlt op til ferien, så vi vil gerne have hende to uger senere. Vi vil også gerne, at hun prøver en "
                "lørdag i praktikken.",
            )
        )  # fmt: skip

    def declined(self) -> None:
        (
            self.chain("mohammed", "anlaeg").towards(self.weeks(22))
            .agreed(took_part_on=self.back(15), mentor="Svend Åkjær")
            .build(self.back(13)).send(self.back(13))
            .decline(self.back(2), DeclineReason.ECONOMY, "En stor opgave er udskudt til næste år. Spørg os gerne igen.")
        )  # fmt: skip

    def asked_yesterday(self) -> None:
        (
            self.chain("phuong", "raadhus").towards(self.weeks(25))
            .agreed(took_part_on=self.back(4), mentor="Anni Skov", conditions="Hvis praktikken er gået godt.")
            .build(self.back(2)).send(self.back(1))
        )  # fmt: skip

    def not_answered(self) -> None:
        """Six working days without a word, and the chain should begin in three weeks."""
        (
            self.chain("zeynep", "mejeri").with_step_on(0, self.ahead(15))
            .agreed(took_part_on=self.back(9), mentor="Ole Tang").build(self.back(7))
            .wants("responsibility", "Vi vil have plads til flere slags folk på aftenholdet.", self.back(9)).send(self.back(6))
        )  # fmt: skip

    def green(self) -> None:
        (
            # A week of holiday that all have agreed on takes nothing from the wave.
            self.chain("abdirahman", "vindtek").without(2, 3).with_step_on(2, self.back(14))
            .agreed(took_part_on=None, mentor="Gitte Brunø").promised().walk()
            .pause(PauseReason.HOLIDAY_LEAVE, self.ahead(6), self.ahead(10), written=self.back(2))
        )  # fmt: skip

    def gap_ahead(self) -> None:
        """The praktik ends four working days before the truck course begins; nobody has closed the days yet, or answers for
        them, so that the chain waits for that though the company has confirmed it."""
        (
            self.chain("lukasz", "medipak").exact().with_step_on(1, self.ahead(9)).waits_for_course(1, 4)
            .agreed(took_part_on=None, mentor="Bo Kragh").promised().walk()
        )  # fmt: skip

    def gap_now(self) -> None:
        """The second praktik should have begun three working days ago, and nobody has said that it did."""
        (
            self.chain("fatuma", "skolekoekken").with_step_on(2, self.back(3))
            .agreed(took_part_on=None, mentor="Dorte Krarup").promised().walk(until=2)
            .watch(self.back(2), self.back(1))
        )  # fmt: skip

    def ended_early(self) -> None:
        """She stopped in the praktik the day before yesterday; the course is two weeks ahead."""
        (
            self.chain("ingerlise", "sygehus").with_step_on(0, self.back(28))
            .agreed(took_part_on=None, mentor="Annelise Buur").promised().walk()
            .break_step(0, self.back(1), EndReason.CITIZEN_STOPPED)
        )  # fmt: skip

    def begins_today(self) -> None:
        (
            self.chain("samira", "sundhedshus").begins_on(self.ground.calendar.on_or_after(self.ground.today))
            .agreed(took_part_on=None, mentor="Marianne Busk").promised().walk()
        )  # fmt: skip

    def grown(self) -> None:
        """Promised before the company had looked at the content: a sammensat forløb, until it had."""
        first = self.chain("bent", "post").with_step_on(2, self.ahead(4)).agreed(took_part_on=None, mentor="Finn Aa")
        calendar = self.ground.calendar
        built = calendar.before(first.first_day, 9)
        (
            first.build(built).send(built, 14).confirm(calendar.before(first.first_day, 5))
            .walk().took_part(self.back(4))
        )  # fmt: skip

    def in_the_job(self) -> None:
        job_on = self.back(4)
        (
            self.chain("nadia", "hotel").towards(job_on).agreed(took_part_on=None, mentor="Rosa Bille").promised()
            .walk().complete(job_on, Outcome.ORDINAER).hired(job_on)
        )  # fmt: skip

    def ends_soon(self) -> None:
        """Løntilskud ends this week, and the job begins on Monday or so."""
        (
            self.chain("soeren", "slagteri").towards(self.ahead(4))
            .agreed(took_part_on=None, mentor="Kim Bladt").promised().walk()
            .answers(self.back(1), fit="yes", went="well", missing="Den sidste del af certifikatet, så er han klar.")
        )  # fmt: skip

    # Jonas ----------------------------------------------------------------------------------------------------------------
    def _jonas(self) -> tuple[Callable[[], object], ...]:
        return (
            lambda: self.chain("katarzyna", "koebmand").towards(self.weeks(28))
            .agreed(took_part_on=self.back(5), mentor="Jan Nørlev").build(self.back(3)).send(self.back(2)),
            lambda: self.chain("jesper", "bus").with_step_on(1, self.back(16))
            .agreed(took_part_on=None, mentor="Ulrik Sand").promised().walk()
            # Three days off that he wished for himself: they count, in a column of their own.
            .pause(PauseReason.OWN_WISH, self.ahead(7), self.ahead(9), written=self.back(1), agreed_with="Borgeren"),
            lambda: self.chain("mehmet", "kabel").without(2, 3).with_step_on(2, self.back(11))
            .agreed(took_part_on=None, mentor="Thomas Graa").promised().walk()
            # The end that was agreed came two working days ago, and nobody has said whether he is back.
            .pause(PauseReason.SICK, self.back(7), self.back(3), written=self.back(7)),
            # On the way to the same job as Yusuf: the terminal has two places.
            lambda: self.second_place(self.shared),
        )  # fmt: skip

    def second_place(self, opening: JobOpening) -> None:
        (
            self.chain("oksana", "lager").towards(opening.starts_on)
            .agreed(took_part_on=self.back(1), mentor="Bjarke Lund").build(self.back(1), opening=opening)
        )  # fmt: skip

    # Aylin ----------------------------------------------------------------------------------------------------------------
    def _aylin(self) -> tuple[Callable[[], object], ...]:
        return (
            lambda: self.chain("rahima", "natlager").towards(self.weeks(23))
            .agreed(took_part_on=self.back(11), mentor="Pernille Ask").build(self.back(9)).send(self.back(8)),
            # Nobody has put a name on the mentor yet: green, and still a sammensat forløb.
            lambda: self.chain("tesfay", "sosu").with_step_on(0, self.back(12)).agreed(took_part_on=None).promised().walk(),
            self.company_late,
            self.broken_off,
        )  # fmt: skip

    def company_late(self) -> None:
        """Løntilskud waits for a signature in VITAS: seven working days by now."""
        (
            self.chain("dorthe", "boernehus").with_step_on(3, self.back(7))
            .agreed(took_part_on=None, mentor="Line Hvam").promised().walk(until=3).watch(self.back(6), self.back(1))
            .because(Cause.VITAS_REP, Actor.COMPANY, self.back(1))
        )  # fmt: skip

    def broken_off(self) -> None:
        (
            self.chain("ahmad", "montage").without(2, 3).with_step_on(2, self.back(30))
            .agreed(took_part_on=None, mentor="Nick Høj").promised().walk().break_off(self.back(5), EndReason.COMPANY_WITHDREW)
        )  # fmt: skip

    # Henrik ---------------------------------------------------------------------------------------------------------------
    def _henrik(self) -> tuple[Callable[[], object], ...]:
        return (
            # Not clarified yet, so whatever the company promises it is no jobpakke.
            lambda: self.chain("joao", "slagteri2").towards(self.weeks(26)).agreed(took_part_on=None).build(self.back(1)),
            lambda: self.chain("amina", "raadhus2").with_step_on(3, self.back(25))
            .agreed(took_part_on=None, mentor="Anni Skov").promised().walk()
            .pause(PauseReason.SICK, self.back(12), self.back(9), written=self.back(12), back_on=self.back(8)),
            # The place that holds the course has called it off.
            lambda: self.chain("thi", "hotel2").with_step_on(1, self.ahead(6))
            .agreed(took_part_on=None, mentor="Rosa Bille").promised().walk()
            .break_step(1, self.back(1), EndReason.SEAT_CANCELLED),
        )  # fmt: skip

    # Sofie ----------------------------------------------------------------------------------------------------------------
    def _sofie(self) -> tuple[Callable[[], object], ...]:
        return (
            lambda: self.chain("mathias", "anlaeg2").without(2, 3).with_step_on(2, self.back(9))
            .agreed(took_part_on=None, mentor="Svend Åkjær").promised().walk(),
            # Two days before the course that cannot be moved: Sofie answers for them.
            lambda: self.chain("sara", "bageri").exact().with_step_on(1, self.ahead(5)).waits_for_course(1, 2)
            .agreed(took_part_on=None, mentor="Frede Kornum").promised().accept(Cause.COURSE_WAIT, until=self.ahead(5)).walk(),
            lambda: self.chain("freja", "kantine2").towards(self.weeks(30)).agreed(took_part_on=None).build(self.back(1)),
        )  # fmt: skip
