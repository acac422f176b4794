"""What Whisper is told before it hears: questions of a service hall, with the words that are asked for most."""

#: Chosen on questions said by another voice than the one that is measured: whole questions do as well as bare lists of words, more
#: words do no better and take longer.
QUESTIONS = (
    "您好，请问身份证、户口簿、居住证、护照、驾照怎么办？公积金、社保卡、医保、低保、失业金、养老金、工伤认定、残疾人证去哪里办？"
    "营业执照、许可证、备案、环评、税务局、发票、不动产登记、房产证、过户、注销要什么材料？"
)


def hall_prompt(hall_name: str) -> str:
    """The prompt of one hall, with its own name."""
    return f"{QUESTIONS}{hall_name}。" if hall_name else QUESTIONS
