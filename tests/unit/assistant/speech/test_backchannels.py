import pytest

from assistant.speech.backchannels import is_backchannel, wants_the_floor


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


@pytest.mark.parametrize(
    "text", ["队", "市的市的", "直到了。", "笑得了。", "动了", "我知道了。", "我原来是这样。", "安队"]
)
def test_listeners_sounds_as_they_are_misheard(text):
    assert is_backchannel(text)


@pytest.mark.parametrize("text", ["元豪", "我愿", "人封。", "好你"])
def test_a_short_word_of_which_nobody_is_sure_does_not_stop_her(text):
    assert not wants_the_floor(text, 0.45, -0.6)
    assert not wants_the_floor(text, 0.45)
    assert wants_the_floor(text, 1.2, -0.6), "a longer one does"


@pytest.mark.parametrize("text", ["停", "等等", "东东", "别说了", "说慢点", "几楼", "转人工", "不对"])
def test_a_short_word_that_sounds_like_stopping_does(text):
    assert wants_the_floor(text, 0.4, -0.9)


def test_a_short_word_that_is_sure_does():
    assert wants_the_floor("公积金", 0.5, -0.1)
