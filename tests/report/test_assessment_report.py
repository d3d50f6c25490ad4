"""The assessment as text and as a page: complete, ordered, safe."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from rich.console import Console

from skou.records.person import Lab, Medication, Person
from skou.report.html import assessment_fragment, assessment_html
from skou.report.safety import replacement_caution
from skou.report.text import print_assessment
from skou.report.view import assessment_view
from tests.report.examples import PERSON, assessment

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \x1b[31m & \"'> {{ 7*7 }}"


def as_text(answer, person=PERSON, register="clinician", width=100):
    out = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    print_assessment(assessment_view(answer, person, register), out)
    return out.file.getvalue()


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.links = [], set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [v for k, v in attrs if k in ("href", "src") and v]


@pytest.mark.parametrize("register", ["clinician", "plain"])
def test_a_script_in_any_text_is_shown_as_text(register):
    person = Person(age=61, sex="F", medications=(Medication(HOSTILE),), labs=PERSON.labs)
    page = assessment_html(assessment_view(assessment(HOSTILE), person, register))
    tags = Tags(page)
    assert "script" not in tags.tags
    assert "img" not in tags.tags
    assert not {a for a in tags.attributes if a.startswith("on")}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "\x1b" not in page


@pytest.mark.parametrize("register", ["clinician", "plain"])
def test_no_text_of_the_record_steers_the_terminal(register):
    text = as_text(assessment(HOSTILE + "[bold]not markup[/bold]"), register=register, width=500)
    assert "\x1b[31m" not in text
    assert "[bold]not markup[/bold]" in text


def test_the_page_needs_and_allows_nothing_from_outside():
    page = assessment_html(assessment_view(assessment(), PERSON))
    tags = Tags(page)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy.group(1).startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert set(tags.links) == {"https://doi.org/10.1038/ki.2015.243"}
    assert not {"script", "link", "iframe", "object", "img", "form"} & set(tags.tags)
    assert "style" not in tags.attributes
    assert "url(" not in page
    assert "@import" not in page


def test_dangers_come_before_findings_and_findings_before_causes():
    text = as_text(assessment())
    order = [text.index(h) for h in ("Dangers", "Findings", "Laboratory values", "Causes", "Next tests")]
    assert order == sorted(order)


def test_everything_is_shown_and_nothing_that_was_not_understood_is_lost():
    text = as_text(assessment("seven leagues"), width=200)
    for words in (
        "Severe hypomagnesaemia",
        "0.5 mg/dL",
        "93 %",
        "Proton pump inhibitor",
        "Magnesium deficit: 60 mmol (20 to 150)",
        "Magnesium in spot urine",
        "3.3 now, 3.1 mmol/L (2.9 to 3.3) on day 2",
        "Not understood and not used",
    ):
        assert words in text
    assert "it is not a medical device" in " ".join(text.split())


def test_evidence_is_told_for_and_against_and_the_weightiest_first():
    cause = assessment_view(assessment("omeprazole"), PERSON).causes[0]
    assert cause.supporting == ("omeprazole (+3.2 bit)", "weaker omeprazole (+0.5 bit)")
    assert cause.opposing == ("omeprazole (-1.5 bit)",)
    plain = assessment_view(assessment("omeprazole"), PERSON, "plain").causes[0]
    assert plain.supporting == ("omeprazole (strong)", "weaker omeprazole (weak)")


def test_values_stand_on_their_range():
    rows = assessment_view(assessment(), PERSON).labs
    assert [(r.name, r.specimen, r.side) for r in rows if r.name in ("potassium", "magnesium")] == [
        ("potassium", "serum", "low"),
        ("potassium", "serum", "inside"),
        ("magnesium", "serum", "low"),
        ("potassium", "spot urine", "unknown"),
    ]


def test_plain_words_hold_no_codes_and_no_latin():
    text = as_text(assessment("words"), register="plain")
    for term in ("hypomagnesaemia", "proton_pump_inhibitor", "serum", " bit"):
        assert term not in text
    assert "Magnesium too low (dangerously)" in text
    assert "Call the emergency services now" in text


@pytest.mark.parametrize("register", ["clinician", "plain"])
@pytest.mark.parametrize(
    ("labs", "drugs", "missing"),
    [
        ((), (), "kidney"),
        ((), (Medication("ramipril"),), "kidney"),
        ((Lab("creatinine", 80, "umol/L"),), (), "list"),
    ],
)
def test_no_one_is_told_to_take_minerals_with_kidneys_or_drugs_unknown(register, labs, drugs, missing):
    words = replacement_caution(Person(labs=labs, medications=drugs), register)
    assert words.startswith(("No potassium or magnesium should be given", "Do not take potassium, magnesium"))
    assert missing in words


def test_a_urine_creatinine_is_not_kidney_function():
    person = Person(
        labs=(Lab("creatinine", 9000, "umol/L", specimen="urine-spot"),),
        medications=(Medication("ramipril"),),
    )
    assert "kidney function is not recorded" in replacement_caution(person, "clinician")


def test_an_assessment_with_nothing_in_it_still_makes_a_report():
    answer = {
        "schema": "assessment/1",
        "findings": [{"disorder": "none"}],
        "causes": [],
        "urgency": "routine",
    }
    assert "No danger rule applies" in as_text(answer, person=None)
    assert "No electrolyte disorder found" in assessment_html(assessment_view(answer))


def test_a_notebook_gets_the_content_without_a_document_around_it():
    shown = assessment_fragment(assessment_view(assessment(), PERSON))
    assert "<html" not in shown
    assert shown.startswith("<style>.skou")
