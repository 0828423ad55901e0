"""Short films as phones make them, made here: a real H.264 of plain pictures, a silent AAC, and in every place where a
phone writes something a word that must not stay."""

import struct
from collections.abc import Sequence

from tests.pictures.files import PLANTED

DATE = 3_800_000_000  # seconds since 1904
WIDTH, HEIGHT = 160, 112
SILENCE = bytes.fromhex("210049900219002380")
AAC_STEREO = bytes.fromhex("1210")  # LC, 44,100 a second, two channels


class _Bits:
    """Bits written one after another. ITU-T H.264, section 9.1."""

    def __init__(self) -> None:
        self.text: list[str] = []

    def u(self, value: int, size: int = 1) -> None:
        self.text.append(f"{value:0{size}b}")

    def ue(self, value: int) -> None:
        bits = f"{value + 1:b}"
        self.text.append("0" * (len(bits) - 1) + bits)

    def done(self) -> bytes:
        text = "".join(self.text) + "1"
        text += "0" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big")

    def aligned(self) -> bytes:
        text = "".join(self.text)
        text += "0" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big")


def _escaped(payload: bytes) -> bytes:
    out, zeros = bytearray(), 0
    for byte in payload:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


def sequence() -> bytes:
    """The parameter set of the sequence: baseline, its sides, nothing else."""
    bits = _Bits()
    for value in (66, 192, 30):
        bits.u(value, 8)
    for value in (0, 0, 2, 1):
        bits.ue(value)
    bits.u(0)
    bits.ue(WIDTH // 16 - 1)
    bits.ue(HEIGHT // 16 - 1)
    bits.u(8, 4)
    return b"\x67" + _escaped(bits.done())


def pictures_set() -> bytes:
    """The parameter set of its pictures."""
    bits = _Bits()
    bits.ue(0)
    bits.ue(0)
    bits.u(0, 2)
    for _ in range(3):
        bits.ue(0)
    bits.u(0, 3)
    for _ in range(3):
        bits.ue(0)
    bits.u(4, 3)
    return b"\x68" + _escaped(bits.done())


def a_picture(number: int) -> bytes:
    """One of them, in one colour, whole in itself."""
    bits = _Bits()
    for value in (0, 7, 0):
        bits.ue(value)
    bits.u(0, 4)
    bits.ue(number % 2)
    bits.u(0, 2)
    bits.ue(0)
    bits.ue(1)
    bits.ue(25)  # I_PCM
    block = bytes([40 + 20 * (number % 8)]) * 256 + bytes([110]) * 64 + bytes([160]) * 64
    first = bits.aligned() + block
    again = _Bits()
    again.ue(25)
    rest = (again.aligned() + block) * (WIDTH * HEIGHT // 256 - 1)
    return b"\x65" + _escaped(first + rest + b"\x80")


def unit(body: bytes) -> bytes:
    """A unit of H.264 with its length before it."""
    return struct.pack(">I", len(body)) + body


SPOKEN = b"\x06\x05" + bytes([16 + len(PLANTED)]) + b"u" * 16 + PLANTED + b"\x80"  # user data between two pictures


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def whole(kind: bytes, *parts: bytes) -> bytes:
    """A box with version and flags, both zero."""
    return box(kind, b"\x00" * 4, *parts)


def table(kind: bytes, *rows: Sequence[int]) -> bytes:
    """A table of numbers."""
    packed = b"".join(struct.pack(f">{len(row)}I", *row) for row in rows)
    return whole(kind, struct.pack(">I", len(rows)), packed)


def matrix(turned: bool) -> bytes:
    """Upright, or a quarter turn, as a phone is held."""
    ways = (0, 1, -1, 0) if turned else (1, 0, 0, 1)
    a, b, c, d = (one * 65536 for one in ways)
    return struct.pack(">9i", a, b, 0, c, d, 0, HEIGHT << 16 if turned else 0, 0, 1 << 30)


def video_entry(kind: bytes = b"avc1") -> bytes:
    """How its pictures are coded, by a coder that says where it is."""
    first, second = sequence(), pictures_set()
    config = bytes([1, *first[1:4], 255, 225]) + struct.pack(">H", len(first)) + first
    config += b"\x01" + struct.pack(">H", len(second)) + second + PLANTED
    name = bytes([len(PLANTED)]) + PLANTED.ljust(31, b"\x00")
    head = struct.pack(">6xH16xHHIIIH", 1, WIDTH, HEIGHT, 72 << 16, 72 << 16, 0, 1) + name + struct.pack(">Hh", 24, -1)
    profile = box(b"colr", b"prof", PLANTED)
    return box(kind, head, box(b"avcC", config), profile, box(b"pasp", struct.pack(">II", 1, 1)), box(b"uuid", PLANTED))


def audio_entry(config: bytes = AAC_STEREO, *, quicktime: bool = False) -> bytes:
    """How its sound is coded."""
    words = bytes([5, len(config)]) + config
    coded = bytes([4, 13 + len(words), 64, 21]) + bytes(11) + words
    said = bytes([3, 3 + len(coded) + 3]) + bytes(3) + coded + b"\x06\x01\x02"
    head = struct.pack(">6xHH6xHHHHI", 1, int(quicktime), 2, 16, 0, 0, 44_100 << 16)
    described = whole(b"esds", said)
    if not quicktime:
        return box(b"mp4a", head, described, box(b"udta", PLANTED))
    wave = box(b"wave", box(b"frma", b"mp4a"), box(b"mp4a", bytes(4)), described, b"\x00" * 8)
    return box(b"mp4a", head, bytes(16), wave)


def track(
    kind: bytes,
    entry: bytes,
    sizes: Sequence[int],
    at: int,
    *,
    each: int,
    scale: int,
    turned: bool = False,
    sides: bool = False,
) -> bytes:
    """A track whose samples lie one after another from the byte `at`, with what a phone writes around it."""
    dates = struct.pack(">II", DATE, DATE)
    length = each * len(sizes)
    shown = struct.pack(">IIIIII8x4H", 7, DATE, DATE, 1, 0, length * 1000 // scale, 0, 0, 0, 0)
    extent = struct.pack(">II", WIDTH << 16, HEIGHT << 16) if sides else bytes(8)
    media = whole(b"mdhd", dates, struct.pack(">IIHH", scale, length, 0x15C7, 0))
    handler = whole(b"hdlr", b"mhlr", kind, bytes(12), PLANTED + b"\x00")
    head = {b"vide": whole(b"vmhd", bytes(8)), b"soun": whole(b"smhd", bytes(4))}.get(kind, whole(b"nmhd"))
    rows = box(
        b"stbl",
        whole(b"stsd", struct.pack(">I", 1), entry),
        table(b"stts", (len(sizes), each)),
        *([table(b"stss", *((number,) for number in range(1, len(sizes) + 1)))] if kind == b"vide" else []),
        table(b"stsc", (1, len(sizes), 1)),
        whole(b"stsz", struct.pack(f">II{len(sizes)}I", 0, len(sizes), *sizes)),
        table(b"stco", (at,)),
        whole(b"sgpd", PLANTED),
    )
    here = box(b"dinf", whole(b"dref", struct.pack(">I", 1), box(b"url ", b"\x00\x00\x00\x01")))
    edits = box(b"edts", whole(b"elst", struct.pack(">IIii", 1, length * 1000 // scale, 0, 65536)))
    return box(
        b"trak",
        box(b"tkhd", shown, matrix(turned), extent),
        edits,
        box(b"mdia", media, handler, box(b"minf", head, here, rows)),
        box(b"udta", box(b"name", PLANTED)),
        box(b"meta", PLANTED),
    )


def a_film(
    *,
    count: int = 10,
    turned: bool = False,
    quicktime: bool = False,
    entry: bytes | None = None,
    sound: bytes | None = None,
    each: int = 100,
    last: bytes = b"",
) -> bytes:
    """So many pictures, ten a second, with silence, a track of places, and a word planted wherever a phone writes."""
    shots = [unit(SPOKEN) + unit(a_picture(number)) for number in range(count)]
    silent = [SILENCE] * (count * 4)
    places = [PLANTED + b"-track"] * count
    brand = b"qt  " if quicktime else b"isom"
    head = box(b"ftyp", brand, struct.pack(">I", 512), brand) + box(b"free", PLANTED) + box(b"uuid", b"u" * 16, PLANTED)
    film = b"".join(shots) + b"".join(silent) + b"".join(places) + PLANTED
    begins = len(head) + 8
    sizes = [list(map(len, part)) for part in (shots, silent, places)]
    starts = [begins, begins + sum(sizes[0]), begins + sum(sizes[0]) + sum(sizes[1])]
    dated = whole(b"mvhd", struct.pack(">IIII", DATE, DATE, 1000, count * each), struct.pack(">IHH8x", 1 << 16, 256, 0))
    dated = dated[8:] + matrix(False) + struct.pack(">24xI", 4)
    moov = box(
        b"moov",
        box(b"mvhd", dated),
        track(b"vide", entry or video_entry(), sizes[0], starts[0], each=each, scale=1000, turned=turned, sides=True),
        track(b"soun", sound or audio_entry(quicktime=quicktime), sizes[1], starts[1], each=1024, scale=44_100),
        track(b"meta", box(b"mebx", bytes(8), PLANTED), sizes[2], starts[2], each=each, scale=1000),
        box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLANTED), 0x15C7), PLANTED)),
        box(b"meta", whole(b"hdlr", bytes(20)), box(b"ilst", PLANTED)),
    )
    return head + box(b"mdat", film) + moov + last
