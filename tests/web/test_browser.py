"""The page in a real browser: every page, every example person, files, keyboard, reload, restart, phone."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from skou.errors import not_installed

from .conftest import EXAMPLES, Server, start_server

Open = Callable[..., Any]
AXE = Path(__file__).with_name("vendor") / "axe.min.js"
PEOPLE = ["omeprazole", "liquorice", "paralysis", "leukaemia", "magnesium_oxide", "milk_alkali", "runner"]
PEOPLE += ["lithium", "bumetanide", "cramps"]


def accessibility_problems(page: Any) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {n['target']} {n['failureSummary'][:160]}"
        for v in found["violations"]
        for n in v["nodes"]
    ]


def until(page: Any, expression: str, seconds: float = 20.0) -> None:
    """Wait until an expression is true; the page's policy forbids the evaluation inside the page."""
    for _ in range(int(seconds / 0.05)):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {expression}")


def value_of(page: Any, quantity: str) -> float:
    text = page.locator(".plots .panel", has_text=quantity).first.locator(".num .value").inner_text()
    return float(text.replace("−", "-"))


def drop(page: Any, name: str, content: bytes) -> None:
    handle = page.evaluate_handle(
        """([name, bytes]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name));
            return data;
        }""",
        [name, list(content)],
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": handle})


def test_explore_answers_the_sliders(open_page: Open) -> None:
    page = open_page()
    page.wait_for_selector(".plots canvas")
    before = value_of(page, "Plasma potassium")
    page.get_by_role("slider", name="Vomiting or gastric drainage").fill("1")
    until(page, f"Number(document.querySelector('.plots .panel .num .value').innerText) < {before - 0.1}")
    page.get_by_role("button", name="Keep this curve").click()
    page.wait_for_selector(".compare")
    page.get_by_role("radio", name="Magnesium").check()
    page.wait_for_selector(".diagram.ion-magnesium .flow")
    page.get_by_role("button", name=re.compile("^Plasma potassium: .* source")).first.click()
    page.get_by_role("dialog").get_by_text("Constants of the body behind it").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")


def test_units_change_on_every_number(open_page: Open) -> None:
    page = open_page()
    page.wait_for_selector(".plots canvas")
    potassium = value_of(page, "Plasma potassium")
    magnesium = value_of(page, "Plasma magnesium")
    page.get_by_role("radio", name="mg/dL").check()
    assert value_of(page, "Plasma potassium") == pytest.approx(potassium * 3.9098, rel=0.01)
    assert page.get_by_label("Potassium, mg/d").count() == 1
    page.get_by_role("radio", name="mEq/L").check()
    assert value_of(page, "Plasma potassium") == pytest.approx(potassium, rel=0.01)
    assert value_of(page, "Plasma magnesium") == pytest.approx(2 * magnesium, rel=0.01)


def test_a_link_alone_carries_the_scenario(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Gitelman", exact=True).click()
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.get_by_role("button", name="Copy link").click()
    until(page, "window.copied")
    link = page.evaluate("window.copied")
    assert "?" not in link.split("#")[0]
    other = open_page("#/explore")
    other.goto(link)
    other.get_by_text("From day 0: Gitelman syndrome").wait_for()


def test_exports_are_files(open_page: Open) -> None:
    page = open_page()
    page.wait_for_selector(".plots canvas")
    with page.expect_download() as csv:
        page.get_by_role("button", name="CSV").click()
    header = Path(csv.value.path()).read_text(encoding="utf-8").splitlines()[0]
    assert '"time [d]"' in header
    assert '"plasma.potassium [mmol/L]"' in header
    with page.expect_download() as picture:
        page.get_by_role("button", name="PNG").click()
    assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")


def test_the_parquet_button_saves_a_table_with_units(open_page: Open) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    page = open_page()
    page.wait_for_selector(".plots canvas")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Parquet").click()
    assert saved.value.suggested_filename == "skou-explore.parquet"
    table = parquet.read_table(saved.value.path())
    assert table.schema.field("plasma.potassium").metadata == {b"unit": b"mmol/L"}
    assert {"time", "plasma.potassium.low", "plasma.potassium.high"} <= set(table.column_names)
    assert table["plasma.potassium"][-1].as_py() == pytest.approx(
        value_of(page, "Plasma potassium"), abs=0.01
    )
    page.get_by_text("Parquet saved.").wait_for()


def test_without_pyarrow_the_page_says_what_to_install(open_page: Open) -> None:
    page = open_page()
    page.wait_for_selector(".plots canvas")
    words = not_installed("pyarrow")
    refused = {"error": {"type": "NotInstalled", "message": words, "value": None, "nearest": []}}
    page.route("**/api/explore.parquet", lambda route: route.fulfill(status=501, json=refused))
    page.get_by_role("button", name="Parquet").click()
    page.get_by_text("pip install 'skou[frames]'").wait_for()


@pytest.mark.parametrize("who", PEOPLE)
def test_every_example_person_is_assessed(open_page: Open, who: str) -> None:
    page = open_page("#/assess")
    page.locator(".example").nth(PEOPLE.index(who)).click()
    page.locator(".causes .cause, .causes .lit").first.wait_for(timeout=60_000)
    headings = page.locator(".answer h2").all_inner_texts()
    assert headings[0] == "Dangers"
    assert headings[1] == "Findings"
    assert page.locator(".caution").inner_text()
    assert "not a medical device" in page.locator(".foot").inner_text()
    page.get_by_role("radio", name="Plain").check()
    page.get_by_role("heading", name="Dangers first").wait_for()


def test_the_forecast_tells_what_an_option_would_do_in_this_person(open_page: Open) -> None:
    page = open_page("#/assess")
    page.locator(".example").nth(PEOPLE.index("omeprazole")).click()
    forecast = page.locator("section[aria-labelledby=r-forecast]")
    forecast.wait_for(timeout=60_000)
    assert {"as it is", "without omeprazole"} <= set(forecast.locator(".key li").all_inner_texts())
    magnesium = forecast.locator("figure", has_text="Magnesium").first.inner_text()
    later = {
        name: float(value)
        for name, value in re.findall(r"(as it is|without omeprazole): \S+ now, (\S+) mmol/L", magnesium)
    }
    assert later["without omeprazole"] > later["as it is"] + 0.2


@pytest.mark.parametrize(
    "name", ["omeprazole_low_magnesium.yaml", "labs.csv", "fhir_bundle.json", "liquorice_low_potassium.yaml"]
)
def test_a_file_dragged_in_fills_the_form(open_page: Open, name: str) -> None:
    page = open_page("#/assess")
    page.wait_for_selector(".drop")
    drop(page, name, (EXAMPLES / name).read_bytes())
    page.wait_for_selector(".lab")
    page.get_by_role("button", name="Assess", exact=True).click()
    page.locator(".causes").wait_for(timeout=60_000)


def test_later_values_stand_beside_what_was_expected(open_page: Open) -> None:
    page = open_page("#/assess")
    page.wait_for_selector(".drop")
    name = "potassium_that_will_not_rise.yaml"
    drop(page, name, (EXAMPLES / name).read_bytes())
    page.wait_for_selector(".lab")
    page.get_by_role("button", name="Assess", exact=True).click()
    later = page.locator("section[aria-labelledby=r-follow]")
    later.wait_for(timeout=60_000)
    assert [t.split(":")[0] for t in later.locator("strong").all_inner_texts()] == ["Day 1", "Day 3"]
    assert later.get_by_text("expected").count() >= 2


def test_a_json_record_dragged_in_keeps_what_was_reported(open_page: Open) -> None:
    page = open_page("#/assess")
    page.wait_for_selector(".drop")
    record = {
        "person": {"age": 70, "sex": "M"},
        "labs": [{"analyte": "magnesium", "value": 1.1, "unit": "mg/dL"}],
    }
    drop(page, "person.json", json.dumps(record).encode())
    page.get_by_label("magnesium: value").wait_for()
    assert page.get_by_label("magnesium: value").input_value() == "1.1"
    assert page.get_by_label("magnesium: unit").input_value() == "mg/dL"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.json", b'{"person": {'),
        ("binary.yaml", b"\x00\x01\x02\xff" * 40),
        ("impossible.json", b'{"labs": [{"analyte": "potassium", "value": 330, "unit": "mmol/L"}]}'),
        ("empty.csv", b""),
        ("bomb.yaml", b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
    ],
)
def test_a_bad_file_is_explained_and_loses_nothing(open_page: Open, name: str, content: bytes) -> None:
    page = open_page("#/assess")
    page.locator('input[name="age"]').fill("55")
    drop(page, name, content)
    page.get_by_text("The file could not be read; what was entered is untouched").wait_for()
    assert page.locator('input[name="age"]').input_value() == "55"


def test_what_cannot_be_is_said_at_its_row(open_page: Open) -> None:
    page = open_page("#/assess")
    page.get_by_role("combobox", name="Add a laboratory value").fill("potassium")
    page.keyboard.press("Enter")
    page.get_by_label("potassium: value").fill("41")
    page.locator(".lab.wrong .complaint").wait_for()
    page.get_by_label("potassium: value").fill("2.3")
    page.locator(".danger").first.wait_for()
    assert page.locator(".lab.wrong").count() == 0


def test_a_pasted_report_is_read(open_page: Open) -> None:
    page = open_page("#/assess")
    page.get_by_text("Paste a report, table or record").click()
    page.locator("#pasted").fill(
        "Potassium 2,9 mmol/L (3.5-5.0)\nMagnesium: 1.2 mg/dL L\nCreatinine 0.9 mg/dL"
    )
    page.get_by_role("button", name="Read it").click()
    page.get_by_label("potassium: value").wait_for()
    assert page.get_by_label("potassium: value").input_value() == "2.9"
    assert page.locator(".lab").count() == 3


SCRIPT = "<img src=x onerror=window.hurt=1><script>window.hurt=1</script>"


def test_script_in_every_text_field_is_shown_as_text(open_page: Open) -> None:
    page = open_page("#/assess")
    page.wait_for_selector(".record")
    for title in (
        "Add a drug",
        "Add a symptom",
        "Add an ECG",
        "Add a loss",
        "Add a condition",
        "Add something eaten",
    ):
        box = page.get_by_role("combobox", name=re.compile(title))
        box.fill(SCRIPT)
        box.press("Enter")
    for field in ("age", "weight_kg", "systolic"):
        page.locator(f'input[name="{field}"]').fill(SCRIPT)
    page.wait_for_timeout(500)
    for field in ("age", "weight_kg", "systolic"):
        page.locator(f'input[name="{field}"]').fill("")
    page.get_by_role("combobox", name="Add a laboratory value").fill("potassium")
    page.keyboard.press("Enter")
    page.get_by_label("potassium: unit").fill(SCRIPT)
    page.get_by_label("potassium: value").fill("2.9")
    page.wait_for_timeout(600)
    page.get_by_label("potassium: unit").fill("mmol/L")
    page.get_by_role("button", name="Assess", exact=True).click()
    page.locator(".causes").wait_for(timeout=60_000)
    assert page.locator(".chips li", has_text="<img src=x").count() >= 5
    assert page.evaluate("window.hurt") is None
    assert page.locator("img").count() == 0


def test_the_report_and_the_record_are_saved(open_page: Open, browser: Any) -> None:
    page = open_page("#/assess")
    page.locator(".example").first.click()
    page.get_by_role("button", name="Save the report").wait_for(timeout=60_000)
    with page.expect_download() as report:
        page.get_by_role("button", name="Save the report").click()
    text = Path(report.value.path()).read_text(encoding="utf-8")
    assert "not a medical device" in text
    assert "<script" not in text
    with page.expect_download() as record:
        page.get_by_role("button", name="Save the record").click()
    assert json.loads(Path(record.value.path()).read_text(encoding="utf-8"))["labs"]


def test_an_assessment_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("#/assess")
    page.wait_for_selector(".record")
    press = page.keyboard.press
    press("Tab")
    assert "Skip" in page.evaluate("document.activeElement.innerText")
    press("Enter")
    for _ in range(60):
        press("Tab")
        if page.evaluate("document.activeElement.name") == "age":
            break
    page.keyboard.type("67")
    press("Tab")
    press("Space")
    for _ in range(20):
        press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "combobox":
            break
    page.keyboard.type("potas")
    press("ArrowDown")
    press("Enter")
    page.get_by_label("potassium: value").wait_for()
    until(page, "document.activeElement.classList.contains('value')")
    page.keyboard.type("2.2")
    press("Control+Enter")
    page.locator(".causes").wait_for(timeout=60_000)
    assert page.locator(".urgency").first.inner_text() == "Emergency"


def test_the_sliders_answer_the_keyboard(open_page: Open) -> None:
    page = open_page()
    slider = page.get_by_role("slider", name="Age", exact=True)
    slider.focus()
    before = float(slider.input_value())
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert float(slider.input_value()) == before + 2


def test_learn_has_a_dozen_scenes_that_lead_to_explore(open_page: Open) -> None:
    page = open_page("#/learn")
    page.wait_for_selector(".cards a")
    assert page.locator(".cards a").count() >= 12
    page.locator(".cards a", has_text="with a meal").click()
    page.wait_for_selector(".figures canvas", timeout=60_000)
    page.get_by_text("published values lie within their band").first.wait_for()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Try it in Explore").click()
    page.get_by_text("35 mmol potassium chloride").wait_for()


def test_the_numbers_of_learn_open_their_source(open_page: Open) -> None:
    page = open_page("#/learn/meal_and_potassium")
    page.get_by_role("button", name=re.compile("published: .* source")).first.click(timeout=60_000)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("link", name="10.1038/ki.2015.243").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("simulated: .* source")).first.click()
    dialog.get_by_text("Simulated by the body of Skou").wait_for()
    dialog.get_by_text("Constants of the body behind it").wait_for()
    assert "egfr 110" in dialog.inner_text()


def test_the_numbers_of_the_comparison_open_their_source(open_page: Open) -> None:
    page = open_page()
    page.wait_for_selector(".plots canvas")
    page.get_by_role("button", name="Vomiting", exact=True).click()
    page.get_by_role("button", name="Keep this curve").click()
    numbers = page.locator(".compare").get_by_role(
        "button", name=re.compile("Plasma potassium at the end, .* source")
    )
    numbers.nth(1).wait_for()
    assert numbers.count() == 2
    numbers.nth(1).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Constants of the body behind it").wait_for()
    assert "vomiting" in dialog.locator(".facts").inner_text().lower()


def test_nothing_is_lost_on_reload_and_one_button_forgets(open_page: Open) -> None:
    page = open_page("#/assess")
    page.locator('input[name="age"]').fill("44")
    box = page.get_by_role("combobox", name=re.compile("Add a symptom"))
    box.fill("cramps at night")
    box.press("Enter")
    page.wait_for_timeout(400)
    page.reload()
    page.get_by_text("cramps at night").wait_for()
    assert page.locator('input[name="age"]').input_value() == "44"
    page.locator("summary", has_text="Settings").click()
    page.get_by_role("button", name="Forget everything entered").click()
    page.get_by_role("button", name="Yes, forget everything").click()
    assert page.locator('input[name="age"]').input_value() == ""
    page.wait_for_timeout(300)
    assert "cramps" not in (page.evaluate("localStorage.getItem('skou.1')") or "")


def test_a_server_restart_loses_nothing(browser: Any) -> None:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = str(s.getsockname()[1])
    first = start_server("--port", port)
    servers: list[Server] = [first]
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(first.address)
        page.wait_for_selector(".controls")
        page.goto(f"{first.origin}/#/assess")
        page.locator('input[name="age"]').fill("81")
        page.wait_for_timeout(400)
        first.stop()
        page.locator('input[name="weight_kg"]').fill("60")
        page.get_by_text("Skou does not answer").wait_for()
        second = start_server("--port", port)
        servers.append(second)
        page.get_by_text("This page has no valid token").wait_for(timeout=20_000)
        tab = context.new_page()
        tab.goto(second.address)
        tab.wait_for_selector(".controls")
        page.locator(".banner").wait_for(state="hidden")
        assert page.locator('input[name="age"]').input_value() == "81"
        page.get_by_role("button", name="Assess", exact=True).click()
        page.locator(".causes").wait_for(timeout=60_000)
    finally:
        context.close()
        for server in servers:
            server.stop()
            assert server.process.stdout is not None
            server.process.stdout.close()


@pytest.mark.parametrize("where", ["#/explore", "#/assess", "#/learn", "#/learn/gitelman", "#/interface"])
def test_nothing_is_wider_than_a_phone(open_page: Open, where: str) -> None:
    page = open_page(where, width=360, height=740)
    page.wait_for_timeout(900)
    if where == "#/assess":
        page.locator(".example").first.click()
        page.locator(".causes").wait_for(timeout=60_000)
    if where == "#/explore":
        page.get_by_role("button", name="Keep this curve").click()
        page.wait_for_selector(".compare .num")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("where", ["#/explore", "#/assess", "#/learn", "#/learn/gitelman", "#/interface"])
def test_axe_finds_no_violation(open_page: Open, where: str, scheme: str) -> None:
    page = open_page(where, color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_timeout(1200)
    if where == "#/assess":
        assert accessibility_problems(page) == []
        page.locator(".example").first.click()
        page.locator(".stores").wait_for(timeout=60_000)
        page.wait_for_timeout(1500)
    if where == "#/explore":
        page.get_by_role("button", name="Keep this curve").click()
        page.wait_for_selector(".compare")
    assert accessibility_problems(page) == []


def test_the_page_asks_no_other_host(open_page: Open, server: Server) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.reload()
    page.wait_for_selector(".plots canvas")
    assert asked
    assert all(url.startswith((server.origin + "/", "data:", "blob:")) for url in asked)


def test_every_move_of_a_slider_reaches_the_screen(open_page: Open) -> None:
    page = open_page()
    page.wait_for_selector(".plots canvas")
    slider = page.get_by_role("slider", name="Potassium")
    slider.focus()
    page.wait_for_timeout(500)
    for _ in range(40):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    page.wait_for_timeout(500)
    painted = page.evaluate("performance.getEntriesByName('skou-slider-to-paint').length")
    assert painted >= 20
