"""Where a long sentence may be begun before all of it is made."""

from __future__ import annotations

import pytest

from assistant.speech.synthesis.first_chunk import first_chunk

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text, head",
    [
        ("从这里到服务台，请直走二十米再左转，无障碍通道在右边。", "从这里到服务台，"),
        ("您的情况是：夫妻一方投靠另一方，已经结婚满一年。", "您的情况是："),
        ("请带身份证，户口簿。", "请带身份证，户口簿。"),  # short
        (
            "请带居民身份证和户口簿原件以及两张照片到一楼，谢谢。",
            "请带居民身份证和户口簿原件以及两张照片到一楼，谢谢。",
        ),  # no pause soon
        ("上午8:30到十一点半都可以来办这一件事情。", "上午8:30到十一点半都可以来办这一件事情。"),  # a time
        (
            "按《条例（二〇二〇，修订）》办理这一件事，请您稍候。",
            "按《条例（二〇二〇，修订）》办理这一件事，请您稍候。",
        ),  # in brackets
        ("好，我们现在就一步一步来办这一件事情。", "好，我们现在就一步一步来办这一件事情。"),  # over too soon
        ("", ""),
    ],
)
def test_it_begins_at_the_first_pause(text: str, head: str):
    pieces = first_chunk(text)
    assert pieces[0] == head and "".join(pieces) == text
