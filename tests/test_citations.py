"""Citations name the original publisher first and survive any title."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cismig.evidence import FORMS, CitedSource, Release, cite
from cismig.evidence.citation import escape
from cismig.evidence.releasing import release_of
from cismig.frozen import replace

if TYPE_CHECKING:
    from cismig.build import Built

RELEASE = Release(
    title="CIS Migration Graph",
    version="0.1.0",
    publisher="CIS Migration Graph editors",
    address="https://w3id.org/cis-migration/",
    licence="https://creativecommons.org/licenses/by/4.0/",
)
REPORT = CitedSource(
    iri="https://w3id.org/cis-migration/source/khovar-2024-05-28-council",
    title="О миграции: 16% & {выводы} о #1_2",
    publisher="НИАТ «Ховар»",
    issued="2024-05-28",
    address="https://khovar.tj/rus/2024/05/a_b%20c?x=1&y={2}",
    archive="https://archive.example/1",
    accessed="2026-11-24",
    language="RUS",
    licence="",
    kind="press report",
    strength="press",
    counts=True,
)
UNDATED = CitedSource(
    iri="https://w3id.org/cis-migration/source/wikipedia-undated-cis-members",
    title="Member states",
    publisher="Wikipedia contributors",
    issued="",
    address="",
    archive="",
    accessed="",
    language="",
    licence="",
    kind="",
    strength="weak",
    counts=False,
)
BY_MONTH = replace(UNDATED, issued="2024-05")


@pytest.mark.parametrize("form", FORMS)
def test_original_publishers_come_first_and_the_graph_last(form: str) -> None:
    written = cite(form, [REPORT, UNDATED], RELEASE)
    order = [
        written.index(name) for name in ("«Ховар»", "Wikipedia", "CIS Migration Graph editors")
    ]
    assert order == sorted(order)
    assert written.endswith("\n")


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_without_sources_still_cites_the_graph(form: str) -> None:
    assert "0.1.0" in cite(form, [], RELEASE)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(KeyError):
        cite("mla", [REPORT], RELEASE)


def test_text_is_a_bibliography_in_the_language_of_the_reader() -> None:
    english, undated, graph = cite("text", [REPORT, UNDATED], RELEASE).splitlines()
    assert english == (
        "НИАТ «Ховар» (2024-05-28). О миграции: 16% & {выводы} о #1_2. "
        "https://khovar.tj/rus/2024/05/a_b%20c?x=1&y={2} [https://archive.example/1] "
        "(read 2026-11-24)"
    )
    assert undated == "Wikipedia contributors (undated). Member states."
    assert "version 0.1.0" in graph
    russian = cite("text", [REPORT, UNDATED], RELEASE, "ru")
    assert "дата обращения 2026-11-24" in russian
    assert "(б. д.)" in russian
    assert "версия 0.1.0" in russian


def fields(entry: str) -> dict[str, str]:
    return dict(re.findall(r"^  (\w+) = \{(.*)\},$", entry, re.MULTILINE))


def test_bibtex_escapes_what_tex_reads_and_keeps_cyrillic() -> None:
    entry, dataset = cite("bibtex", [REPORT], RELEASE).split("\n\n")
    assert entry.startswith("@online{khovar-2024-05-28-council,\n")
    found = fields(entry)
    assert found["title"] == r"{О миграции: 16\% \& \{выводы\} о \#1\_2}"
    assert found["author"] == "{НИАТ «Ховар»}"
    assert found["url"] == "https://khovar.tj/rus/2024/05/a_b%20c?x=1&y=%7B2%7D"
    assert (found["date"], found["urldate"], found["langid"]) == ("2024-05-28", "2026-11-24", "ru")
    assert dataset.startswith("@dataset{cismig-0.1.0,\n")
    assert fields(dataset)["version"] == "0.1.0"


def test_bibtex_leaves_out_what_is_not_known() -> None:
    entry = cite("bibtex", [UNDATED], RELEASE).split("\n\n")[0]
    assert set(fields(entry)) == {"author", "title"}


@given(st.text())
def test_no_title_breaks_out_of_its_field(title: str) -> None:
    """Braces balance, and nothing that TeX would act on stands alone."""
    written = escape(title)
    assert "\n" not in written
    bare = re.sub(r"\\(textbackslash|textasciitilde|textasciicircum)\{\}|\\[{}&%$#_]", "", written)
    assert not set(bare) & set("\\{}&%$#_~^")


def records(ris: str) -> list[dict[str, str]]:
    """Return the records of *ris*, each as its fields; RIS allows nothing else on a line."""
    found: list[dict[str, str]] = []
    for line in ris.splitlines(keepends=True):
        if line == "\r\n":
            continue
        assert re.fullmatch(r"[A-Z][A-Z0-9]  - .*\r\n", line), line
        tag, value = line[:2], line[6:-2]
        if tag == "TY":
            found.append({})
        assert "ER" not in found[-1]
        assert tag not in found[-1]
        found[-1][tag] = value
    assert all("ER" in each for each in found)
    return found


def test_ris_is_one_record_for_each_document() -> None:
    report, undated, dataset = records(cite("ris", [REPORT, UNDATED], RELEASE))
    assert (report["TY"], report["TI"]) == ("ELEC", REPORT.title)
    assert (report["AU"], report["PB"]) == ("НИАТ «Ховар»", "НИАТ «Ховар»")
    assert (report["PY"], report["DA"], report["Y2"]) == ("2024", "2024/05/28/", "2026/11/24/")
    assert report["UR"] == "https://khovar.tj/rus/2024/05/a_b%20c?x=1&y=%7B2%7D"
    assert report["LA"] == "ru"
    assert set(undated) == {"TY", "ID", "AU", "PB", "TI", "ER"}
    assert (dataset["TY"], dataset["ET"]) == ("DATA", "0.1.0")


def test_no_title_breaks_a_record_of_ris_and_no_comma_makes_a_person() -> None:
    odd = replace(REPORT, title="One\r\nER  - \r\nTY  - BOOK", publisher="Labour, Migration Office")
    report, _ = records(cite("ris", [odd], RELEASE))
    assert report["TI"] == "One ER - TY - BOOK"
    assert "AU" not in report
    assert report["PB"] == odd.publisher


@pytest.mark.parametrize("form", FORMS)
def test_a_permalink_is_cited_where_there_is_one(form: str) -> None:
    link = "https://example.org/questions/sources?release=0.1.0&graph=00ff"
    assert link not in cite(form, [REPORT], RELEASE)
    with_link = cite(form, [REPORT], replace(RELEASE, permalink=link))
    assert with_link.index(REPORT.title[:12]) < with_link.index(link)


def test_csl_is_what_citation_managers_read() -> None:
    report, undated, dataset = json.loads(cite("csl", [REPORT, UNDATED], RELEASE))
    assert report["type"] == "webpage"
    assert report["title"] == REPORT.title
    assert report["author"] == [{"literal": "НИАТ «Ховар»"}]
    assert report["issued"] == {"date-parts": [[2024, 5, 28]]}
    assert report["accessed"] == {"date-parts": [[2026, 11, 24]]}
    assert report["URL"] == REPORT.address
    assert report["language"] == "ru"
    assert "issued" not in undated
    assert (dataset["type"], dataset["version"]) == ("dataset", "0.1.0")
    assert len({item["id"] for item in (report, undated, dataset)}) == 3


def test_a_date_is_cited_as_precisely_as_it_is_known() -> None:
    (item, _) = json.loads(cite("csl", [BY_MONTH], RELEASE))
    assert item["issued"] == {"date-parts": [[2024, 5]]}


def test_the_release_is_what_the_catalogue_says(built: Built) -> None:
    release = release_of(built)
    assert release == RELEASE
    assert release_of(built, "ru").title == "Граф миграционного сотрудничества СНГ"
