"""What alerts say: the news first, then who said it, what changed, what hangs on it, where to look.

message   one alert as plain text, HTML and JSON
news      its first line, in any language; `lines` what stands below
telling   an alert at the moment at which it is told
words     one language: phrases, labels, days; english and chinese are tables of them
"""
