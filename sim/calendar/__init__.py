"""Working time: the official days of a country, opening hours, duty hours of people, and the arithmetic of working seconds.

In come calendar files and written hours; out go `OfficialDays`, `WorkingTime` and `Duty`. The room does not know what the hours
are used for: no limit, no step, no role.
"""
