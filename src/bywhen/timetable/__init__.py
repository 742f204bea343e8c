"""bywhen.timetable"""
