"""What no record of a hall can hold, whatever else the words resemble: other places' own figures, the future, who is in today."""

from __future__ import annotations

import re

from knowledge_base.records import Hall

#: What differs from place to place; a law or a transfer between places does not.
_LOCAL = re.compile(
    r"标准|多少|几(?:块|元|个|楼|点|号)|窗口|大厅|电话|地址|在哪|怎么走|开门|额度|要什么|缴费|补贴|政策|归谁|几天"
)
#: Ways from one place to another are this hall's business too.
_BETWEEN = re.compile(r"从|转|迁|去|到|来|异地|外地|跨|户口在|户籍在|回|住院|看病|我是|老家")
_FUTURE = re.compile(
    r"(?:明年|后年|下半年|下个月|以后|将来|未来|今后)[^,，。?？]{0,12}(?:会|还会|要)(?:不会)?[^,，。?？]{0,6}"
    r"(?:涨|降|提高|提到|推到|推迟|变成|取消|放开|免费|增加|减少|延|到多少|送)|什么时候(?:全面)?(?:取消|放开|免费)"
)
_PERSON = re.compile(
    r"(?:主任|科长|局长|处长|书记|经理|警官|小伙子|小姑娘|大姐|阿姨|那个人|同志)[^,，。?？]{0,8}(?:在不在|在吗|在单位|上班|休息|值班|叫什么)"
)
#: A longer text tells a story, in which another place may well stand.
LONGEST = 30


class Beyond:
    """Tells such questions by their words. ``elsewhere`` of the hall's record are the names of other places."""

    def __init__(self, hall: Hall):
        names = sorted(hall.elsewhere, key=len, reverse=True)
        self._elsewhere = re.compile("|".join(map(re.escape, names))) if names else None

    def asks(self, text: str) -> bool:
        if _FUTURE.search(text) or _PERSON.search(text):
            return True
        if self._elsewhere is None or not self._elsewhere.search(text):
            return False
        if len(text) > LONGEST:
            return False
        rest = self._elsewhere.sub("", text)
        return bool(_LOCAL.search(rest)) and not _BETWEEN.search(rest)
