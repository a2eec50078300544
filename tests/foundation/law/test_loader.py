"""What the loader refuses, and that it says where and why."""

import re
import shutil
from datetime import date

import pytest

from jobpakker.foundation.law import UnreadableLaw, loader
from jobpakker.foundation.law.lookup import PARAMETERS, timetable

RULE = """
[[rule]]
id = "PRAKTIK_TEST"
title = "En prøve."
check = "max_length"
steps = ["praktik"]
target_groups = ["dagpenge"]
sector = "any"
legal_basis = "LAB"
value = 4
unit = "weeks"
severity = "warning"
reference = "LAB § 61"
source = ["elov"]
confidence = "seen"
from = 2020-01-01
"""


@pytest.fixture
def folder(tmp_path):
    for name in ("sources.toml", "regimes.toml"):
        shutil.copy(PARAMETERS / name, tmp_path / name)
    return tmp_path


def read(folder, text, file="test.toml"):
    (folder / file).write_text(text, encoding="utf-8")
    return loader.read(folder)


def refused(folder, text, why, rule="PRAKTIK_TEST"):
    with pytest.raises(UnreadableLaw, match=why) as refusal:
        read(folder, text)
    assert refusal.value.file == "test.toml"
    assert rule in refusal.value.rule
    assert str(refusal.value).startswith("test.toml: ")


def test_the_sample_itself_is_read(folder):
    (rule,) = read(folder, RULE).rules
    assert (rule.id, rule.value, rule.until, rule.file) == ("PRAKTIK_TEST", 4, None, "test.toml")


def test_an_unknown_key_is_refused(folder):
    refused(folder, RULE + "maximum = 5\n", "unknown key maximum")


REQUIRED = ["title", "check", "steps", "target_groups", "sector", "legal_basis", "severity", "reference", "source",
            "confidence", "from"]  # fmt: skip


@pytest.mark.parametrize("key", REQUIRED)
def test_a_missing_key_is_refused(folder, key):
    refused(folder, re.sub(rf"(?m)^{key} = .*\n", "", RULE), f"the key {key} is missing")


@pytest.mark.parametrize("key", ["value", "unit"])
def test_a_length_without_its_unit_is_refused(folder, key):
    refused(folder, re.sub(rf"(?m)^{key} = .*\n", "", RULE), "value and unit belong together")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("value = 4", "value = true", "value = True is not a int"),
        ("value = 4", "value = 4.5", "is not a int"),
        ("value = 4", "value = 0", "is not between 1 and 1000"),
        ('unit = "weeks"', 'unit = "uger"', "unit = 'uger' is unknown"),
        ('unit = "weeks"', 'unit = "working_days"', "max_length cannot count in working_days"),
        ("from = 2020-01-01", "from = 2020-01-01T00:00:00", "is not a date"),
        ("from = 2020-01-01", 'from = "2020-01-01"', "is not a date"),
        ("from = 2020-01-01", "from = 2020-01-01\nuntil = 2020-01-01", "before it begins"),
        ('["dagpenge"]', '["dagpenge", "dagpenge"]', "named once"),
        ('["dagpenge"]', '["kontanthjaelp"]', "must be known"),
        ('["dagpenge"]', "[]", "must be known"),
        ('["dagpenge"]', '"dagpenge"', "is not a list"),
        ('["dagpenge"]', '["all", "dagpenge"]', "all stands alone"),
        ('["praktik"]', '["nytteindsats"]', "must be known"),
        ('["elov"]', '["rygtet"]', "must be known"),
        ('"warning"', '"fatal"', "severity = 'fatal' is unknown"),
        ('"warning"', '"error"\nwhen_job_ready = { fleksjob = true }', "groups of the rule"),
        ('confidence = "seen"', 'confidence = "maybe"', "confidence = 'maybe' is unknown"),
        ('reference = "LAB § 61"', 'reference = ""', "names its §"),
        ('legal_basis = "LAB"', 'legal_basis = "metode"', "the method has none"),
        ('legal_basis = "LAB"', 'legal_basis = "integrationsloven"', "only it"),
        ('["dagpenge"]', '["intro_program"]', "only it"),
        ('title = "En prøve."', 'title = "En prøve"', "full stop"),
        ('title = "En prøve."', 'title = ""', "one line of text"),
        ("value = 4", 'value = 4\nextensions = [{ needs = "konkret_vurdering", to = 4 }]', "longer than what it extends"),
        ("value = 4", 'value = 4\nextensions = [{ needs = "laengere_vaek", to = 8 }, { needs = "konkret_vurdering", to = 8 }]',
         "longer than what it extends"),
        ("value = 4", 'value = 4\nextensions = [{ needs = "konkret_vurdering" }]', "either to"),
        ("value = 4", 'value = 4\nextensions = [{ needs = "konkret_vurdering", to = 8, add = 4 }]', "either to"),
        ("value = 4", 'value = 4\nextensions = [{ needs = "konkret_vurdering", to = 8, repeat = true }]', "repeated"),
        ("value = 4", 'value = 4\nextensions = [{ needs = "lyst", to = 8 }]', "needs = 'lyst' is unknown"),
        ("value = 4", 'value = 4\nextensions = [{ needs = "konkret_vurdering", to = 8, ca = 1 }]', "unknown key ca"),
        ("value = 4", 'value = 4\nextensions = ["8 uger"]', "list of tables"),
        ("value = 4", "value = 4\nratio = { per = 5 }", "the key up_to is missing"),
        ('check = "max_length"', 'check = "ratio"', "a ratio stands where"),
        ('check = "max_length"', 'check = "read"\nextensions = [{ needs = "konkret_vurdering", to = 8 }]', "needs a length"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused(folder, old, new, why):
    assert old in RULE
    refused(folder, RULE.replace(old, new), re.escape(why))


@pytest.mark.parametrize("confidence", ["seen_partly", "check", "derived"])
def test_only_what_was_read_or_is_surely_known_may_be_an_error(folder, confidence):
    text = RULE.replace('"warning"', '"error"')
    assert read(folder, text).rules
    refused(folder, text.replace('confidence = "seen"', f'confidence = "{confidence}"'), "may be an error")


def versions(*periods):
    return "".join(
        RULE.replace("from = 2020-01-01", f"from = {start}" + (f"\nuntil = {until}" if until else ""))
        for start, until in periods
    )


def test_versions_that_follow_each_other_are_read_in_any_order(folder):
    found = read(folder, versions(("2024-01-01", None), ("2020-01-01", "2024-01-01")))
    changes, laws = timetable(found)
    assert {date(2020, 1, 1), date(2024, 1, 1)} <= set(changes)
    assert [len(law.rules) for law in laws if law.rules] == [1] * sum(bool(law.rules) for law in laws)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("adopted = false\n", "", "the key adopted is missing"),
        ("adopted = false", 'adopted = "nej"', "is not a bool"),
        ("adopted = false", "adopted = false\nvedtaget = false", "unknown key vedtaget"),
        ("from = 2027-01-01", "from = 2027-01-01\nuntil = 2026-01-01", "before it begins"),
        ('source = ["STARproc", "STARweb"]\nnote = "Ventet', 'source = ["rygtet"]\nnote = "Ventet', "must be known"),
    ],
)
def test_what_a_regime_cannot_say_is_refused(folder, old, new, why):
    path = folder / "regimes.toml"
    whole = path.read_text(encoding="utf-8")
    assert old in whole
    path.write_text(whole.replace(old, new), encoding="utf-8")
    with pytest.raises(UnreadableLaw, match=re.escape(why)) as refusal:
        read(folder, RULE)
    assert refusal.value.file == "regimes.toml"
    assert "LAB27" in refusal.value.rule


@pytest.mark.parametrize(
    "periods",
    [
        (("2020-01-01", None), ("2024-01-01", None)),
        (("2020-01-01", "2024-01-02"), ("2024-01-01", None)),
        (("2020-01-01", None), ("2020-01-01", None)),
        (("2020-01-01", "2026-01-01"), ("2021-01-01", "2022-01-01")),
    ],
)
def test_overlapping_validity_is_refused(folder, periods):
    refused(folder, versions(*periods), "is still in force")


def test_a_gap_between_versions_is_refused(folder):
    text = versions(("2020-01-01", "2024-01-01"), ("2024-01-02", None))
    refused(folder, text, "nothing is in force from 2024-01-01 until 2024-01-02")


def test_a_rule_stands_in_one_file_and_is_checked_in_one_way(folder):
    both = versions(("2020-01-01", "2024-01-01"), ("2024-01-01", None))
    first, second = (RULE_HEAD + part for part in both.split(RULE_HEAD)[1:])
    refused(folder, first + second.replace('"max_length"', '"renewal"'), "is checked as renewal, before as max_length")
    (folder / "aaa.toml").write_text(first, encoding="utf-8")
    refused(folder, second, "another version stands in aaa.toml")


RULE_HEAD = "\n[[rule]]\n"


@pytest.mark.parametrize("text", ["", "x = 1\n", RULE + "\n[other]\n", 'rule = "x"\n'])
def test_a_file_holds_rules_and_nothing_else(folder, text):
    with pytest.raises(UnreadableLaw, match=r"test\.toml: holds \[\[rule\]\] and nothing else"):
        read(folder, text)


def test_what_is_not_toml_is_refused_by_file(folder):
    with pytest.raises(UnreadableLaw, match=r"^test\.toml: "):
        read(folder, "[[rule]\n")


def test_a_source_or_regime_written_twice_is_refused(folder):
    for name, entry in (("sources.toml", '\n[[source]]\nkey = "elov"\ntitle = "Igen"\n'), ("regimes.toml", None)):
        path = folder / name
        before = path.read_text(encoding="utf-8")
        again = (
            entry or before[before.index('[[regime]]\ncode = "REF26B"') : before.index('[[regime]]\ncode = "LAB27"')]
        )
        path.write_text(before + again, encoding="utf-8")
        with pytest.raises(UnreadableLaw, match=f"^{re.escape(name)}: .* is written twice"):
            read(folder, RULE)
        path.write_text(before, encoding="utf-8")
