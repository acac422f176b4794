"""Speech: recognition, voice activity, domain correction, text normalisation, synthesis and visemes.

Knows only the lexicons of the library; never the hall server, the visits or the web.
"""
