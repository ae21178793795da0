"""Targets are read from the words of tasks as a careful clerk reads them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.score import SAMPLES, Truth, paragraphs, score
from xlsheet.cells.numerals import chinese_quantity
from xlsheet.indicators.reading import read_targets
from xlsheet.notice import parse_notice, read_source


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_paragraphs_of_other_cities(path: Path) -> None:
    result = score(paragraphs(path))
    assert result.right >= 0.95 * result.wanted, result.wrong
    assert result.right >= 0.95 * result.found, result.wrong
    assert result.kinds >= 0.9 * result.right, result.wrong
    assert result.directions >= 0.95 * result.right, result.wrong
    assert result.qualifiers >= 0.95 * result.right, result.wrong


@pytest.mark.parametrize(
    "words",
    [
        "推进“四水同治”，用好第五航权，加快G310、S541改线和5G基站规划",
        "做好“3+3+4”交通网络、2+26城市联防联控、“1+1+N”政策体系",
        "高质量编制“十四五”规划，落实2020—2035年国土空间规划，10月底前印发",
        "开展文明用餐123行动，24小时自助服务，15分钟阅读圈，七天无理由退货",
        "坚持四个意识，落实八项规定，抓好三区三线和一老一小，三年大变样",
        "PM2.5和PM10协同治理，办好第29届电影节、第七次人口普查，12345热线",
        "统筹三大攻坚战、四大功能区，做好三公一租，一网通办，一件事一次办",
    ],
)
def test_names_slogans_and_dates_set_nothing(words: str) -> None:
    assert read_targets(words) == []


@pytest.mark.parametrize(
    ("words", "value", "measure"),
    [
        ("新建公园２０个", 20, "个"),
        ("新建公园二十个", 20, "个"),
        ("新建公园 20 余个", 20, "个"),
        ("整治背街小巷1,200条", 1200, "条"),
        ("造林绿化十五万亩", 15, "万亩"),
        ("完成投资1.2万亿元", 1.2, "万亿元"),
        ("覆盖率达到百分之九十五", 95, "%"),
        ("占比达到七成半", 75, "%"),
        ("PM10不高于97微克/立方米", 97, "微克/立方米"),
        ("发放补贴５千户", 5000, "户"),
    ],
)
def test_numbers_are_read_however_they_are_written(words: str, value: float, measure: str) -> None:
    (target,) = read_targets(words)
    assert (target.value, target.measure) == (value, measure)


def test_names_take_what_they_share() -> None:
    names = [target.name for target in read_targets("建成安置房6.3万套、新开工5.6万套、网签10万套。")]
    assert names == ["建成安置房", "新开工安置房", "网签安置房"]
    names = [target.name for target in read_targets("分类覆盖率和回收利用率分别在95%、35%以上")]
    assert names == ["分类覆盖率", "回收利用率"]


def test_words_stand_as_they_were_written() -> None:
    content = "高质量发展。力争国家 A 级以上物流企业突破 100 家、\n物流业增加值达到 925 亿元。"
    assert [t.wording for t in read_targets(content)] == [
        "力争国家 A 级以上物流企业突破 100 家、 物流业增加值达到 925 亿元"
    ] * 2


def test_what_is_unsure_is_said() -> None:
    assert all(t.doubt for t in read_targets("满意度达到95。每周调度1次。新增学位（其中小学20所）。"))


@given(
    st.text(
        alphabet="新建成达到至、，。（）“”%0123456789.万亿个家投资一二十以上全部分别各每年月+-AaGg ",
        max_size=120,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_read(words: str) -> None:
    for target in read_targets(words):
        assert target.value >= 0
        assert target.wording


@pytest.mark.parametrize("piece", ["9", "达到", "新建公园", "1、", "（", "由1", "1.2", "第一", "每", "分别"])
def test_long_texts_of_one_kind_do_not_hold_a_reader_up(piece: str) -> None:
    read_targets(piece * 5000 + "5%")


@given(st.integers(1, 9999), st.sampled_from(["", "万", "亿"]))
@settings(max_examples=200)
def test_numbers_in_words_mean_what_they_say(number: int, scale: str) -> None:
    factor = {"": 1, "万": 10**4, "亿": 10**8}[scale]
    assert chinese_quantity(_in_words(number) + scale) == number * factor


def _in_words(number: int) -> str:
    digits, places = "零一二三四五六七八九", ["", "十", "百", "千"]
    said = ""
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), map(int, str(number)), strict=True):
        said += digits[digit] + (places[place] if digit else "")
    while "零零" in said:
        said = said.replace("零零", "零")
    return said.rstrip("零")


def test_the_real_notice_against_the_table_made_by_hand(real_notice: Path) -> None:
    """Precision and recall of (task, number, unit) and of kinds, as promised in docs/口径.md."""
    table = Path(__file__).parent / "real-notice.tsv"
    by_hand = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    truths = [Truth(kind, float(n), measure, way, said) for _, n, measure, kind, way, said in by_hand]
    wanted = [(task, truth) for (task, *_), truth in zip(by_hand, truths, strict=True)]
    tasks = parse_notice(read_source(real_notice).text).tasks
    samples = [(task.content, [t for no, t in wanted if no == str(task.number)]) for task in tasks]
    result = score(samples)
    assert result.wanted == len(by_hand) == 142
    assert result.right >= 0.95 * max(result.wanted, result.found), result.wrong
    assert result.kinds >= 0.9 * result.right, result.wrong
