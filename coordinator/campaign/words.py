"""Words that the demonstration edition is made of. Nobody of that name lives at any of these addresses."""

GENRES = (
    "soul", "folk", "jazz", "indie", "hip hop", "electronic", "classical", "rock", "blues", "afrobeat", "fado",
    "bossa nova", "country", "spoken word", "choir", "singer-songwriter",
)  # fmt: skip

ADJECTIVES = (
    "Amber", "Borrowed", "Brass", "Copper", "Crooked", "Distant", "Early", "Electric", "Velvet", "Forgotten", "Gentle",
    "Golden", "Hollow", "Late", "Little", "Lucky", "Midnight", "Northern", "Paper", "Quiet", "Restless", "Salt",
    "Second", "Silver", "Slow", "Small", "Southern", "Stray", "Tender", "Tin", "Wandering", "Winter",
)  # fmt: skip
NOUNS = (
    "Anchors", "Balconies", "Bicycles", "Bridges", "Chimneys", "Comets", "Cranes", "Doorbells", "Ferries", "Finches",
    "Gardens", "Harbours", "Herons", "Islands", "Kettles", "Ladders", "Lanterns", "Letters", "Lighthouses", "Maps",
    "Matches", "Moths", "Orchards", "Oranges", "Postcards", "Rivers", "Rooftops", "Sparrows", "Staircases", "Swallows",
    "Trams", "Umbrellas", "Windows",
)  # fmt: skip
PATTERNS = (
    "The {adjective} {noun}", "{adjective} {noun}", "{noun} & {other}", "{given} and the {noun}", "{given} {family}",
    "{given} {family} Trio", "{given} {family}", "{adjective} {noun} Ensemble", "{family} & {family2}",
    "DJ {adjective}",
)  # fmt: skip

# Act names in the script of a place, mixed with the rest there; ISO 3166 codes → names.
ARABIC = ("ليالي الصيف", "أصوات المدينة", "نجوم الحي", "عود وقمر", "موج البحر", "ياسمين", "سهر", "غيمة")
CHINESE = ("夜航船", "小巷合唱", "海风", "纸飞机", "南城电车", "月光厨房", "慢车", "白鸟")
CYRILLIC = ("Тихий двор", "Белые ночи", "Последний трамвай", "Северный свет", "Птицы над крышами", "Чай с мятой")
OWN_SCRIPT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("EG", "MA", "DZ", "TN", "IQ", "JO", "LB", "SY", "SA", "AE", "KW", "QA", "OM", "YE", "SD"), ARABIC),
    **dict.fromkeys(("CN", "TW", "HK", "MO", "SG"), CHINESE),
    **dict.fromkeys(("RU", "UA", "BY", "BG", "RS", "KZ", "KG", "MK"), CYRILLIC),
    "JP": ("夜のベランダ", "かもめ食堂", "東京さんぽ", "三日月", "ひかりの庭", "路面電車", "あめふり"),
    "KR": ("옥상달밤", "골목길", "파란 대문", "느린 기차", "바람개비", "봄밤"),
    "GR": ("Μικρή Αυλή", "Νυχτερινό Τραμ", "Αλάτι", "Βεράντα", "Φεγγάρια"),
    "IN": ("छोटी छत", "शाम की चाय", "नीली खिड़की", "धीमी रेल", "मोहल्ला"),
    "IL": ("מרפסת קטנה", "לילה לבן", "רכבת איטית"),
    "GE": ("თეთრი აივანი", "ნელი მატარებელი", "ზღვის ხმა"),
    "AM": ("Փոքր Բակ", "Կապույտ Դուռ"),
    "TH": ("ระเบียงเล็ก", "รถไฟช้า", "ลมทะเล"),
    "ET": ("የምሽት ብርሃን", "ትንሽ ቤት"),
    "BD": ("ছোট ছাদ", "নীল জানালা"),
}

# Given and family names by the first part of the time zone.
GIVEN: dict[str, tuple[str, ...]] = {
    "Africa": ("Adaeze", "Kofi", "Amina", "Tunde", "Zola", "Wanjiru", "Idris", "Naledi", "Sekou", "Fatou", "Tariro"),
    "America": ("Ana", "Mateo", "Lucía", "Thiago", "Maya", "Caleb", "Rosa", "Noah", "Camila", "Darnell", "Inês"),
    "Asia": ("Aiko", "Ravi", "Mei", "Jin", "Leila", "Anh", "Farid", "Priya", "Bayu", "Sora", "Nadia", "Arash"),
    "Europe": ("Hanna", "Luca", "Marta", "Emil", "Zoé", "Jonas", "Ines", "Oskar", "Katya", "Niamh", "Tomáš", "Eleni"),
    "Pacific": ("Sina", "Tane", "Mele", "Manaia", "Ioane", "Leilani", "Aroha", "Sione"),
    "Australia": ("Ruby", "Jarrah", "Olivia", "Koa", "Matilda", "Finn"),
}
FAMILY: dict[str, tuple[str, ...]] = {
    "Africa": ("Okafor", "Mensah", "Diallo", "Mwangi", "Dlamini", "Bekele", "Traoré", "Achieng", "Benali", "Moyo"),
    "America": (
        "Silva",
        "Hernández",
        "Rivera",
        "Johnson",
        "Quispe",
        "Tremblay",
        "Costa",
        "Walker",
        "Rojas",
        "Baptiste",
    ),
    "Asia": ("Tanaka", "Sharma", "Chen", "Kim", "Nguyen", "Rahimi", "Haddad", "Santoso", "Park", "Demir", "Perera"),
    "Europe": (
        "Lindqvist",
        "Moreau",
        "Kowalska",
        "Rossi",
        "Novak",
        "O’Brien",
        "Schneider",
        "Petrov",
        "Almeida",
        "Jansen",
    ),
    "Pacific": ("Tuilagi", "Ngata", "Kealoha", "Fonoti", "Vea", "Parata"),
    "Australia": ("Murray", "Nguyen", "Taylor", "Kelly", "Rossi"),
}
ELSEWHERE = "Europe"  # for zones such as Atlantic/ and Indian/

ROOMS: dict[str, tuple[str, ...]] = {
    "living room": (
        "The green sofa",
        "{given}’s living room",
        "Second floor, left",
        "The piano room",
        "The long table",
    ),
    "rooftop": ("Roof above the bakery", "The water tank", "Seven storeys up", "{given}’s roof"),
    "garden": ("Under the fig tree", "The back garden", "{given}’s courtyard", "Behind the blue gate"),
    "loft": ("The old print shop", "Loft with the red door", "The top floor"),
    "shop": ("{given}’s bookshop", "The bicycle workshop", "After hours at the tailor’s"),
    "gallery": ("The white room", "Gallery on the corner"),
    "office": ("Kitchen of the sixth floor", "The meeting room"),
    "studio": ("The potter’s studio", "Studio in the yard"),
}
STREETS = ("Example Street", "Example Lane", "Example Square", "Example Road", "Specimen Avenue", "Sample Row")
LANGUAGES = ("en", "es", "fr", "ar", "pt", "sw", "hi", "zh", "ru", "de", "ja", "id")
