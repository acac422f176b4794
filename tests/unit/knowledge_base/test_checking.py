"""What ``make check-library`` finds, each with its file and line."""

from __future__ import annotations

import pytest
import small_library

from knowledge_base.checking import check_folder
from knowledge_base.checking.figures import figures, parse_number
from knowledge_base.checking.laws import LawTexts, chinese_number, cited_articles
from knowledge_base.loading import SEED

pytestmark = pytest.mark.unit


def told(folder, **options) -> str:
    return "\n".join(str(problem) for problem in check_folder(folder, **options) if problem.error)


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十五", 15), ("二十", 20), ("一百零五", 105), ("两百万", 2_000_000), ("3.5万", 35_000), ("半", 0.5)]
    + [("一千零四十二", 1042), ("三千", 3000), ("〇", 0), ("200", 200), ("一亿二千万", 120_000_000)],
)
def test_numbers(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三十日内提交", [(30, "日")]),
        ("收40元，15个工作日", [(40, "元"), (15, "工作日")]),
        ("年满十六周岁", [(16, "岁")]),
        ("百分之二十", [(20, "%")]),
        ("第三十条，2025年5月10日起，每年一次，去年", []),
        ("六七月人多", []),
    ],
)
def test_figures(text, found):
    assert [(figure.value, figure.unit) for figure in figures(text)] == found


def test_articles():
    assert cited_articles("第十条第二款、第十二条至第十四条") == ["第十条", "第十二条", "第十三条", "第十四条"]
    assert [chinese_number(n) for n in (10, 11, 20, 105, 110, 1042)] == [
        "十",
        "十一",
        "二十",
        "一百零五",
        "一百一十",
        "一千零四十二",
    ]


@pytest.fixture
def laws(tmp_path):
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "测试条例(2020-01-01).md").write_text(
        "# 测试条例\n- **第一条**　　应当在五日内登记，两年有效，满十周岁，收三元，五个工作日。\n\n- **第二条**　　没有数字。\n",
        "utf-8",
    )
    return folder


def test_a_cited_article_and_its_figures_stand_in_the_law(tmp_path, laws):
    folder = small_library.write(tmp_path / "library")
    assert LawTexts(laws).articles("《测试条例》")["第二条"].endswith("没有数字。")
    assert "测试条例" not in told(folder, laws=laws)


@pytest.mark.parametrize(
    ("basis", "text", "message"),
    [
        ({"law": "测试条例", "article": "第九条", "verified": True}, "要登记。", "has no 第九条"),
        ({"law": "测试条例", "article": "第二条", "verified": True}, "七日内登记。", "七日 does not stand in"),
        ({"law": "测试条例", "article": "", "verified": True}, "要登记。", "no article is named"),
        ({"law": "别的条例", "article": "第一条", "verified": True}, "要登记。", "not among the texts"),
    ],
)
def test_a_wrong_citation_is_told_with_file_and_line(tmp_path, laws, basis, text, message):
    guides = [small_library.guide(conditions=[{"text": text, "basis": basis}]), small_library.BARE]
    found = told(small_library.write(tmp_path / "library", guides=guides), laws=laws)
    line = next(line for line in found.splitlines() if message in line)
    file, number = line.split(":")[:2]
    assert file == "guides/G001.yaml" and int(number) > 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"conditions": [{"text": "满十五日的。"}]}, "十五日 rests on nothing"),
        ({"fee": {"charged": True, "text": "收五元。", "basis": small_library.BASIS}}, "no amount of it"),
        ({"colloquial": ["一个"]}, "fewer than 5 colloquial"),
        ({"steps": []}, "fewer than 2 steps"),
        ({"siblings": [{"item": "G002", "difference": "不同。"}]}, "does not tell G002 apart"),
    ],
)
def test_what_a_guide_lacks(tmp_path, changes, message):
    guides = [small_library.guide(**changes), small_library.BARE]
    assert message in told(small_library.write(tmp_path, guides=guides))


def test_one_question_in_two_records(tmp_path):
    entries = [small_library.entry(), small_library.entry(id="F002", question="换个问法？")]
    assert "F002: asks what F001 asks" in told(small_library.write(tmp_path, entries=entries))


def test_guides_that_are_one_text(tmp_path):
    copy = small_library.guide(id="G002", name="陀螺登记")
    assert "G002: 100% of it stands in G001 too" in told(
        small_library.write(tmp_path, guides=[small_library.guide(), copy])
    )


def test_an_expired_record(tmp_path):
    provenance = {**small_library.PROVENANCE, "effective_to": "2020-01-01"}
    assert "expired on 2020-01-01" in told(
        small_library.write(tmp_path, entries=[small_library.entry(provenance=provenance)])
    )


def test_the_list_of_laws(tmp_path):
    folder = small_library.write(tmp_path)
    (folder / "laws.csv").write_text("title,read\n另一部条例,yes\n", "utf-8")
    assert "《测试条例》 is not in laws.csv" in told(folder)
    (folder / "laws.csv").write_text("title,read\n测试条例,no\n", "utf-8")
    assert "nobody has read it" in told(folder)


def test_the_seed_is_fine():
    assert told(SEED) == ""
