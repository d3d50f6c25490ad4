"""Files and texts: formats told apart, limits kept, hostile input refused in one line."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from skou.errors import RecordError, SkouError
from skou.records import Person, read_file, read_json_lines, read_text

RECORD = {"person": {"age": 50, "sex": "M"}, "labs": [{"analyte": "K", "value": 3.1, "unit": "mmol/L"}]}
YAML = "person: {age: 50, sex: M}\nlabs:\n  - {analyte: K, value: 3.1, unit: mmol/L}\n"
CSV = "analyte,value,unit\nK,3.1,mmol/L\n"


@pytest.mark.parametrize(
    "written", [json.dumps(RECORD), YAML, CSV, json.dumps([RECORD]), "\ufeff" + json.dumps(RECORD)]
)
def test_formats_are_told_apart_by_content(written: str) -> None:
    assert read_text(written).labs[0].value == 3.1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps(RECORD).encode()), ("a.yaml", YAML.encode()), ("a.yml", YAML.encode()),
        ("a.csv", CSV.encode()), ("a.txt", YAML.encode()),
        ("a.json", b"\xef\xbb\xbf" + json.dumps(RECORD).encode()),
        ("a.json", json.dumps(RECORD).encode("utf-16")),
        ("a.csv", "test;value;unit\nK;3,1;mmol/L\n".encode("cp1252")),
        ("a.tsv", b"Test\tResult\tUnits\tDay\nK\t3.1\tmmol/L\t-2\n"),
    ],
)  # fmt: skip
def test_files(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert read_file(path).labs[0].value == 3.1


def bomb() -> str:
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    return "\n".join(lines)


HOSTILE = {
    "empty": "", "blank": " \n ", "word": "hello", "number": "42", "open brace": "{", "list of two": "[1, 2]",
    "NaN": '{"person": {"age": NaN}}', "infinity": '{"person": {"age": Infinity}}',
    "overflow": '{"person": {"age": 1e999}}', "huge integer": '{"person": {"age": ' + "9" * 6000 + "}}",
    "huge YAML integer": "person: {age: " + "9" * 6000 + "}", "YAML nan": "person: {age: .nan}",
    "YAML infinity": "person: {age: .inf}", "billion laughs": bomb(),
    "merge keys": "a: &x {b: 1}\nc: {<<: *x}", "deep JSON": "[" * 100_000,
    "deep JSON objects": '{"a":' * 50_000, "deep YAML flow": "[" * 5000 + "]" * 5000,
    "deep YAML blocks": "- " * 5000 + "x",
    "deep YAML indentation": "\n".join(" " * i + "a:" for i in range(1500)),
    "duplicate JSON": '{"person": {}, "person": {}}', "duplicate YAML": "person: {}\nperson: {}",
    "python tag": "person: !!python/object/apply:os.system [ls]", "binary tag": "person: !!binary abc",
    "two documents": "a: 1\n---\nb: 2", "tab": "person:\n\tage: 4", "null bytes": "\0\0\0",
    "list key": "? [a]\n: 1", "unclosed string": '{"a": "' + "x" * 100_000,
    "year 2190": "labs: [{analyte: K, value: 4, unit: mmol/L, time: 2190-01-01}]",
    "year 0001": "labs: [{analyte: K, value: 4, unit: mmol/L, time: 0001-01-01}]",
    "CSV without names": "value,unit\n4,mmol/L\n", "CSV with long rows": "analyte,value\nK,4,5,6\n",
    "CSV huge field": 'analyte,value\nK,"' + "4" * 200_000 + '"\n',
    "wrong types": '{"labs": {"a": 1}, "person": 4}',
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_refused_at_once_with_one_line(name: str) -> None:
    start = time.perf_counter()
    with pytest.raises(SkouError) as caught:
        read_text(HOSTILE[name])
    assert time.perf_counter() - start < 3
    message = str(caught.value)
    assert message
    assert "\n" not in message
    assert len(message) < 500
    assert caught.value.__cause__ is None or caught.value.__suppress_context__


def test_fifty_megabytes_are_refused_without_reading_them(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as stream:
        stream.seek(50_000_000)
        stream.write(b"}")
    start = time.perf_counter()
    with pytest.raises(RecordError, match=r"50\.0 MB"):
        read_file(path)
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize("name", ["missing.json", "folder", "a\0b"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(RecordError):
        read_file(tmp_path / name)


def test_binary_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(bytes(range(256)) * 10)
    with pytest.raises(RecordError):
        read_file(path)


def test_json_lines_keep_their_order_and_their_errors(tmp_path: Path) -> None:
    path = tmp_path / "persons.jsonl"
    lines = [
        json.dumps(RECORD),
        '{"person": {"age": 400}}',
        "",
        "{broken",
        json.dumps(RECORD),
        "x" * 6_000_000,
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(read_json_lines(path))
    assert [isinstance(f, Person) for f in found] == [True, False, False, True, False]
    assert all(isinstance(f, (Person, SkouError)) for f in found)
    with pytest.raises(RecordError):
        list(read_json_lines(tmp_path / "missing.jsonl"))


CSVS = [
    "Test,Result,Units,Specimen,Date\nPotassium,2.9,mmol/L,serum,2024-03-01\nMg,1.2,mg/dL,serum,2024-02-28\n",
    "Test;Result;Unit;Day\nK+;2,9;mmol/L;0\nMagnesium;0,49;mmol/L;-2\n",
    'analyte\tvalue\tunit\n"K"\t2.9\tmEq/L\n"Mg"\t1.2\tmg/dL\n',
    "\ufeffTest Name,Result Value,UOM,Reference Range,Flag\n"
    "Potassium,2.9,mmol/L,3.5-5,L\nMagnesium,1.2,mg/dL,1.7-2.2,L\n",
]


@pytest.mark.parametrize("written", CSVS)
def test_csv_headers_separators_and_decimal_commas(written: str) -> None:
    person = read_text(written, "csv")
    assert [x.analyte for x in person.labs] == ["potassium", "magnesium"]
    assert person.labs[0].value == 2.9
    assert person.labs[1].value == pytest.approx(0.49, abs=0.01)
    assert not person.unmapped


def test_csv_lists_unknown_columns_and_tests() -> None:
    person = read_text("test,value,unit,ward\nK,4,mmol/L,3B\nHaemoglobin,13,g/dL,3B\n", "csv")
    assert any("ward" in u for u in person.unmapped)
    assert any("Haemoglobin" in u for u in person.unmapped)


def test_reading_needs_no_heavy_library() -> None:
    code = (
        "import sys; from skou.records import read_person; read_person({'symptoms': ['cramps']});"
        "heavy = {'numpy', 'scipy', 'pandas', 'llvmlite', 'pydantic', 'skou.graph', 'skou.engine'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
