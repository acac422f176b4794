import pytest

from assistant.speech.backchannels import is_backchannel


@pytest.mark.parametrize(
    "text", ["嗯", "嗯嗯。", "对对对", "哦,好的", "是的", "明白了!", "OK", "嗯,知道了", "啊?", "", "…"]
)
def test_listeners_sounds(text):
    assert is_backchannel(text)


@pytest.mark.parametrize(
    "text", ["停", "等一下", "不是", "好的那身份证呢", "对了,我想问", "不对", "公积金", "没有", "换一个", "嗯我想办证"]
)
def test_turns(text):
    assert not is_backchannel(text)
