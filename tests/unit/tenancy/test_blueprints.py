"""Blueprints: the shipped ones are good, and what is wrong in one is said with its place."""

import json

import pytest

from disclosure_plugin.tenancy import blueprints

GOOD = {
    "title": "本县",
    "settings": {"county_name": "云岭县人民政府"},
    "sections": [{"name": "办公室"}],
    "board": {"title": "政务公开栏", "columns": [{"title": "公示", "description": "正在公示"}]},
    "commitments": {
        "title": "服务承诺",
        "abstract": "承诺",
        "promises": [
            {
                "text": "投诉答复",
                "section": "办公室",
                "statutory_days": 10,
                "promised_days": 7,
                "breach_liability": "说明",
                "complaint_phone": "1",
            }
        ],
    },
}


@pytest.fixture
def own(settings, tmp_path):
    settings.DISCLOSURE = {**settings.DISCLOSURE, "BLUEPRINTS_DIR": str(tmp_path)}

    def write(data: object, name: str = "own"):
        text = data if isinstance(data, str) else json.dumps(data)
        (tmp_path / f"{name}.json").write_text(text, "utf-8")
        return blueprints.load(name)

    return write


def test_the_shipped_ones_are_good_and_promise_nothing():
    assert blueprints.names() == ["construction", "standard"]
    for name in blueprints.names():
        assert blueprints.load(name).promises == ()
    assert len(blueprints.load("standard").columns) == 9
    assert len(blueprints.load("construction").columns) == 15


def test_columns_have_types_and_cycles_and_wrong_ones_are_named(own):
    shipped = {one["title"]: one.get("column_type") for one in blueprints.load("standard").columns}
    assert shipped["公示公告"] == "announcements"
    column = {
        "title": "公示",
        "description": "正在公示",
        "column_type": "news",
        "max_age_days": 30,
    }
    board = {"title": "公开栏", "columns": [column]}
    assert own({"title": "本县", "board": board}).columns == (column,)
    for wrong in ({"column_type": "gossip"}, {"max_age_days": 0}):
        board = {"title": "公开栏", "columns": [column | wrong]}
        with pytest.raises(blueprints.BlueprintError, match="columns 1"):
            own({"title": "本县", "board": board})


def test_a_county_writes_its_own_and_stands_in_for_a_shipped_one(own):
    assert own(GOOD).columns == ({"title": "公示", "description": "正在公示"},)
    assert own({"title": "本县通用"}, name="standard").board is None
    assert blueprints.names() == ["construction", "own", "standard"]


TEMPLATE = {"title": "收费标准", "abstract": "收费依据。", "category": "20.8", "text": "一\n二"}


def test_templates_of_items_are_read(own):
    assert own({**GOOD, "templates": [TEMPLATE]}).templates == (TEMPLATE,)
    assert own(GOOD).templates == ()


@pytest.mark.parametrize(
    ("templates", "place"),
    [
        ({}, "templates"),
        ([{**TEMPLATE, "category": "99"}], "templates 1, category"),
        ([{**TEMPLATE, "abstract": "长" * 101}], "templates 1, abstract"),
        ([{**TEMPLATE, "text": 1}], "templates 1, text"),
        ([{**TEMPLATE, "body": "x"}], "templates 1"),
        ([TEMPLATE, TEMPLATE], "templates"),
    ],
)
def test_a_template_that_is_wrong_is_refused_with_its_place(own, templates, place):
    with pytest.raises(blueprints.BlueprintError, match=place):
        own({**GOOD, "templates": templates})


@pytest.mark.parametrize("name", ["nosuch", "../blueprints/standard", "", "standard.json"])
def test_an_unknown_name_is_refused_with_the_known_ones(name):
    with pytest.raises(blueprints.BlueprintError, match="construction, standard"):
        blueprints.load(name)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"titel": "x"}, "titel"),
        ({"title": " "}, "title"),
        ({"title": 7}, "title"),
        ({"description": []}, "description"),
        ({"settings": {"bureau_name": "x"}}, "bureau_name"),
        ({"settings": {"site_code": "12"}}, "settings, site_code"),
        ({"sections": {}}, "sections"),
        ({"sections": [{"name": ""}]}, "sections 1, name"),
        ({"sections": [{"name": "一"}, {"name": "一"}]}, "sections"),
        ({"sections": [{"name": True}]}, "sections 1, name"),
        ({"sections": [{"name": "一" * 101}]}, "sections 1, name"),
        ({"sections": [{"name": "别的股室"}]}, "commitments.promises 1, section"),
        ({"board": []}, "board"),
        ({"board": {"title": "栏", "columns": [{"title": "一"}]}}, "board.columns 1, description"),
        ({"board": {"title": "栏", "live": "no"}}, "live"),
        ({"commitments": {"title": "承诺"}}, "commitments, abstract"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(own, change, place):
    with pytest.raises(blueprints.BlueprintError) as refused:
        own({**GOOD, **change})
    assert "own.json" in str(refused.value)
    assert place in str(refused.value)


def test_a_promise_is_not_longer_than_the_law_allows(own):
    promise = {**GOOD["commitments"]["promises"][0], "promised_days": 11}
    with pytest.raises(blueprints.BlueprintError, match=r"commitments\.promises 1.*10.*11"):
        own({**GOOD, "commitments": {**GOOD["commitments"], "promises": [promise]}})


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"'])
def test_what_is_no_object_of_json_is_refused(own, text):
    with pytest.raises(blueprints.BlueprintError, match=r"own\.json"):
        own(text)
