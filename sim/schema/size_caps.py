"""How much a file may ask for: bounds far above anything honest, so that a slip in a number does not fill the memory."""

from __future__ import annotations

MOST_APPLICATIONS = 2_000_000
"""Applications of one replication at most unless more are allowed; so many fill some five gigabytes of memory."""
MOST_APPLICATIONS_ALLOWED = 1_000_000_000
"""Applications of one replication that may be allowed at most."""
MOST_WAYS = 1_000_000
"""Offices times steps at most, over all streams."""
MOST_BYTES = 800_000
"""Size of a YAML file or calendar at most [bytes]; so much is read within two seconds."""
MOST_ENTRIES = 12_000
"""Keys with their values and items of lists that a YAML file may have at most, aliases written out: 2,400 offices with a
block each have some 10,000. So many are read, and faults in them found, within two seconds."""
MOST_CALENDAR_LINES = 20_000
"""Lines of a calendar file at most: all days of fifty years."""
MOST_LEVELS = 50
"""Blocks inside one another at most."""
MOST_FILES = 10
"""Files of a chain of `extends` at most."""
MOST_VARIANTS = 100
"""Variants of a scenario at most; each is read and checked as a scenario of its own."""
MOST_HISTORY_BYTES = 200_000_000
"""Size of a history at most: some ten million applications [bytes]."""
MOST_REPLICATIONS = 100_000
"""Replications of a run at most."""
MOST_WORKBOOK_BYTES = 300_000_000
"""What a workbook may unfold to at most: a full sheet of a million rows with eight columns [bytes]."""
MOST_TIMES_UNFOLDED = 200
"""How many times as large a part of a workbook may become at most as it is unfolded; sheets of registers become 10 to 30 times
as large, what is made to fill a memory a thousand times."""
UNFOLDED_FREELY = 10_000_000
"""What a part of a workbook may unfold to in any case [bytes]."""
MOST_SHEETS = 400
"""Sheets of a workbook at most: one for each day of a year."""
MOST_SHEET_ROWS = 1_048_576
"""Rows of a sheet at most, as spreadsheet programs have it."""
MOST_SHEET_COLUMNS = 256
"""Columns of a sheet or of a CSV file that are looked at: far above any register."""
MOST_ENTRIES_TRIED = 200_000
"""Entries of a scenario at most, times its variants, times the values of uncertain numbers that are tried in each."""
MOST_SERVICES = 100
"""Services of a scenario at most."""
MOST_MEMBERS_OF_ROLE = 10_000
"""Members of one role in one office at most: far above any office, and far below what fills a memory."""
MOST_ABSENCES = 2_000
"""Planned absences of one role in one office at most."""
MOST_FILES_OF_ROLE = 1_000_000
"""Files that one role may have on an agenda, on a desk or on a day at most: far above any desk."""
