"""Who may learn which fact, and from when: the only way to anything sealed."""

# Every sealed table is known wherever disclosure is: whoever makes or checks the schema must not miss one.
from coordinator.disclosure import sealed as sealed
from coordinator.disclosure import sealed_after as sealed_after
from coordinator.disclosure import sealed_answers as sealed_answers
from coordinator.disclosure import sealed_board as sealed_board
from coordinator.disclosure import sealed_door as sealed_door
from coordinator.disclosure import sealed_doubles as sealed_doubles
from coordinator.disclosure import sealed_envelopes as sealed_envelopes
from coordinator.disclosure import sealed_evenings as sealed_evenings
from coordinator.disclosure import sealed_guests as sealed_guests
from coordinator.disclosure import sealed_hosts as sealed_hosts
from coordinator.disclosure import sealed_offers as sealed_offers
from coordinator.disclosure import sealed_photos as sealed_photos
from coordinator.disclosure import sealed_reviews as sealed_reviews
from coordinator.disclosure import sealed_tickets as sealed_tickets
