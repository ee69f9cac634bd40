"""What each likeness is worth, and from what score on two rows are held to be one person: all numbers of the comparison.

The score is in bits: how many times likelier the pair is one person than two, less what the length of the list makes likely by chance.
"""

from __future__ import annotations

from sotay.checks.duplicates.dates import DateLikeness
from sotay.checks.duplicates.names import Likeness
from sotay.checks.duplicates.numbers import NumberLikeness

# Set on the lists of seeds 100 to 139 of tests/checks/duplicates/labelled_pairs.py, of 300 to 100,000 rows; the tests hold it against other seeds.
LIKELY, CERTAIN = 6.5, 14.0

# Share of people who usually have one name, one family and given name, one birth date; counts as much as SHORTEST_LIST rows of the list itself.
USUAL_NAME, USUAL_ENDS, USUAL_DAY = 1 / 3000, 1 / 600, 1 / 20000
# A shorter list is judged like one of so many rows: namesakes of one commune do stand in it.
SHORTEST_LIST = 1000

# Bits a name is worth less than its rarity when it is not written the same.
NAME_LOSS = {
    Likeness.SAME: 0.0, Likeness.ACCENTS: 0.5, Likeness.ONE_ACCENT: 1.5, Likeness.MIDDLE: 0.5, Likeness.INITIALS: 1.0, Likeness.SWAPPED: 1.5, Likeness.TYPO: 1.5,
    Likeness.OTHER_WORD: 9.0, Likeness.NONE: 99.0,
}
# Bits a date is worth less than the rarity of its day when it is not the same.
DATE_LOSS = {DateLikeness.SAME: 0.0, DateLikeness.SWAPPED: 2.0, DateLikeness.YEAR_SLIP: 7.0, DateLikeness.DAY_SLIP: 7.0, DateLikeness.YEAR_ONLY: 8.0, DateLikeness.OTHER: 25.0}
# Bits it is worth still less in a list of which fewer than NUMBERED rows have a number, where neither village nor a relative speaks for one person:
# namesakes of one year have near birthdays too.
NUMBERED = 0.5
ALONE_LOSS = {DateLikeness.SAME: 0.0, DateLikeness.SWAPPED: 0.0, DateLikeness.YEAR_SLIP: 4.0, DateLikeness.DAY_SLIP: 12.0, DateLikeness.YEAR_ONLY: 3.0, DateLikeness.OTHER: 0.0}
# In a list of more than LONG_LIST rows a name without its middle word is another's too; a year off is believed only of names written the same.
LONG_LIST = 10_000
ALONE_NAME_LOSS = {level: 2.0 if level == Likeness.MIDDLE else 0.0 for level in Likeness}
NUMBER_GAIN = {NumberLikeness.EQUAL: 25.0, NumberLikeness.SLIP: 8.0, NumberLikeness.UNKNOWN: 0.0, NumberLikeness.DIFFERENT: -99.0}

# Sex, village, and each relative named: equal, different; nothing where one of them is empty.
SEX, VILLAGE, RELATIVE = (1.0, -6.0), (4.0, -7.5), (7.0, -6.0)
