"""What alerts say: the news first, then who said it, what changed, what hangs on it, where to look.

message   one alert as plain text, HTML and JSON
words     what both languages share: which facts are told, in which order
english, chinese   the words themselves
"""
