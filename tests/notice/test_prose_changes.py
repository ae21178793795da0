"""Letters that change tasks in words are quoted to a person; tasks that speak of changes are not."""

from __future__ import annotations

import pytest

from xlsheet.notice.prose_changes import prose_changes


@pytest.mark.parametrize(
    "sentence",
    [
        "将第12项牵头单位由市教育局调整为市人力资源社会保障局。",
        "第5项、第6项完成时限延至2024年10月底。",
        "第 3 项完成时限延长至2024年11月底；",
        "删去第八项。",
        "取消第5、6项任务。",
        "第十二项责任单位增加市水利局。",
        "第7项中“新建学校6所”修改为“新建学校8所”。",
        "“城市更新”任务的责任单位变更为市住建局。",
        "序号21的完成时限提前至9月底。",
        "第14项并入第15项。",
        "市文旅局不再作为第9项的牵头单位。",
    ],
)
def test_a_change_in_words_is_found(sentence: str) -> None:
    text = f"各有关单位：\n经研究，决定对部分任务作如下调整。\n{sentence}\n特此通知。"
    assert prose_changes(text, []) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "各单位要高度重视，增加力量，按时完成。",
        "第一责任人要亲自抓。",
        "请于每月10日前报送，不再另行通知。",
        "调整优化产业结构，第三产业增加值增长6%。",
    ],
)
def test_other_sentences_change_nothing(sentence: str) -> None:
    assert prose_changes(sentence, []) == []


def test_a_tasks_own_words_are_no_change() -> None:
    content = "落实第十四届全运会第2项筹备工作，场馆容量调整为3万座。"
    assert prose_changes(f"1.{content}\n牵头单位：市体育局", [f"{content}"]) == []


def test_a_sentence_is_whole_though_its_lines_are_broken() -> None:
    assert prose_changes("将第12项牵头单位由市教\n育局调整为市人社局。", []) == [
        "将第12项牵头单位由市教育局调整为市人社局。"
    ]
