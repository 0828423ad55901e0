"""A rehearsal of an edition: everything that happens in weeks and on the day, played in minutes under a stopped clock.

Invented people do what people do, through the same use-cases as everybody: they ask for seats, answer, fall ill, close
their doors, fall silent. The clock goes from one moment at which something is due to the next, and at each of them the
outbox is worked off as a worker would. A checker that knows the truth looks on, and what it found is a page.
"""
