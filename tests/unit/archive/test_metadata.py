"""The fields of a data file: what can be meant is read, everything else is said."""

import pytest

from disclosure_plugin.archive.metadata import (
    BadField,
    Field,
    MappingRefused,
    NoFields,
    filled,
    read_fields,
)


def test_fields_are_filled_in_order_with_what_is_known_or_a_constant():
    fields = read_fields(
        [{"name": "题名", "value": "title", "required": True}, {"name": "语种", "constant": "zh"}]
    )
    assert fields == (Field("题名", "title", required=True), Field("语种", constant="zh"))
    assert [text for _field, text in filled(fields, {"title": "公开页面"})] == ["公开页面", "zh"]
    assert [text for _field, text in filled(fields, {})] == ["", "zh"]


@pytest.mark.parametrize("value", [None, {}, "x", ["x"], [1]])
def test_what_is_no_list_of_objects_is_refused(value):
    with pytest.raises(NoFields):
        read_fields(value)


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ({"value": "title"}, "it needs a “name”"),
        ({"name": " ", "value": "title"}, "it needs a “name”"),
        ({"name": 3, "value": "title"}, "“name” must be a text"),
        ({"name": "x"}, "either a “value” or a “constant”"),
        ({"name": "x", "value": "title", "constant": "y"}, "either a “value” or a “constant”"),
        ({"name": "x", "value": "password"}, "nothing is known as “password”"),
        ({"name": "x", "value": "title", "kind": "y"}, "it has no key “kind”"),
        ({"name": "x", "value": "title", "type": "date"}, "“type” is one of"),
        ({"name": "x", "value": "title", "required": "yes"}, "“required” must be"),
        ({"name": "x", "value": "title", "max_length": -1}, "“max_length” must be"),
        ({"name": "x", "value": "title", "max_length": True}, "“max_length” must be"),
        ({"name": "x", "value": "title", "values": "abc"}, "“values” must be"),
        ({"name": "x", "value": "title", "pattern": "("}, "“pattern” is no regular expression"),
    ],
)
def test_a_field_that_cannot_be_meant_is_refused_with_its_number(field, problem):
    with pytest.raises(BadField, match="Field 2 of the metadata") as refusal:
        read_fields([{"name": "good", "value": "title"}, field])
    assert problem in str(refusal.value)


def test_a_name_twice_is_refused():
    with pytest.raises(MappingRefused, match="twice"):
        read_fields([{"name": "x", "value": "title"}, {"name": "x", "value": "number"}])
