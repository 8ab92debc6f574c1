"""The words that made-up conferences are made of. Nothing comes in; tuples of strings go out.

Chosen so that what is made of them is not alike: any two first names, and any two last names, differ in three
letters or more, and titles take their three parts so that two titles share one part at most.
"""


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.strip().splitlines())


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split())


OPENERS = _lines("""
    Debugging
    Rethinking
    The hidden cost of
    A field guide to
    Why we gave up
    Ten years of
    Measuring
    Please stop copying
    Growing up with
    Postmortem:
    Automating
    A gentle introduction to
    Beyond
    Surviving
    Untangling
    Small steps towards
    The economics of
    Documenting
    Teaching
    Don’t fear
    From spreadsheets to
    Benchmarking
    A love letter to
    Securing
    Everything we broke in
    Simulating
    Open questions about
    Designing
    Migrating to
    The unreasonable joy of
    Auditing
    Half a million users of
    What nobody says about
    Scaling down
    Visualising
    Reverse engineering
    A short history of
    Formal proofs for
    Live coding:
    Lessons learned with
    Packaging
    Budgeting for
    Sleeping well despite
    Bridging the gap to
    Explaining
    Myths about
    Observing
    How newcomers see
    Retiring
    Funding
    Property tests for
    A weekend with
    Governing
    The art of
    Minimal
    Fuzzing
    Stop worrying about
    Hands on:
    Translating
    Zero to hero:
    Patterns for
    Rescuing
    Inside
    Negotiating
    Case study:
    Peer review of
    The physics of
    Prototyping
    Accessible
    Ethics of
    A second look at
    Rewriting
    Two views on
    Speeding up
    Community-led
    Standards for
    Quantum leaps in
    Cataloguing
    Keeping secrets in
    Making sense of
    Shipping
    Crowdsourcing
    Under the hood:
    Curious bugs in
    Reproducible
    Planning without
    Green energy and
    Resilience through
    Offline-first
    Refactoring
    Trusting
    War stories:
    Verifying
    Composable
    Moving away from
    Unexpected uses of
    Lightweight
    A decade-old idea:
    Incremental
    Listening to
    Questions and answers on
""")

OBJECTS = _lines("""
    certificates
    garbage collection
    mailboxes
    weather models
    tramways
    junk mail
    sensor networks
    type inference
    release notes
    seed banks
    telescopes
    payment gateways
    column stores
    kernel modules
    font rendering
    voting software
    bee hive monitors
    schema changes
    filing cabinets
    containers
    robot arms
    genome assembly
    chat moderation
    incidents
    audio synthesis
    flood warnings
    search ranking
    on-call schedules
    satellite images
    parsers
    ramps and lifts
    code generation
    tidal turbines
    feature flags
    peer mentoring
    medical imaging
    time zones
    bytecode caches
    crash reports
    hardware tokens
    museum archives
    vector search
    power grids
    style guides
    cosmic rays
    lock-free queues
    backup restores
    birdsong
    upgrades
    mesh radios
    keyboard layouts
    rate limiters
    soil chemistry
    virtual machines
    subtitles
    protein folding
    service meshes
    meetups
    log pipelines
    level editors
    tape storage
    traffic lights
    regex engines
    open licences
    typesetting
    drone swarms
    invoices
    allocators
    radio astronomy
    single sign-on
    river quality
    web extensions
    load balancers
    crop forecasts
    package signing
    speech corpora
    notebooks
    supply chains
    particle filters
    bug bounties
    wind tunnels
    consensus
    election results
    knitting
    CDN logs
    citizen science
    graph queries
    battery packs
    plugin systems
    earthquakes
    email delivery
    glossaries
    flame graphs
    ferry timetables
    access rights
    test fixtures
    glacier surveys
    build farms
    cookie banners
    ray tracing
    nursing rosters
""")

SETTINGS = _lines("""
    inside hospitals
    in small teams
    near the edge
    in the rush hour
    in nine countries
    with no budget
    on a microcontroller
    following a merger
    without downtime
    in primary schools
    over satellite links
    behind public libraries
    behind a firewall
    when nobody looks
    during a pandemic
    on 32-bit phones
    inside monorepos
    by volunteers
    beyond the demo
    for screen readers
    in four megabytes
    at a newspaper
    before breakfast
    using plain text
    from Antarctica
    against the clock
    for ambulances
    in legacy Fortran
    by way of example
    with strict types
    among sceptics
    on borrowed laptops
    by the petabyte
    in spite of the GDPR
    in Rust and Python
    almost in real time
    with beekeepers
    throughout Africa
    since the 1990s
    with pen and paper
    on public radio
    in cooperatives
    despite lock-in
    with solar power
    for impatient people
    via pull requests
    using dark mode
    outside the cloud
    along the railway
    with fewer meetings
    for left-handers
    at three a.m.
    around Lake Victoria
    in a single binary
    for every tenant
    on FPGA boards
    between rivals
    as a family hobby
    for city councils
    after a new law
    from the ground up
    on the high seas
    on space missions
    with better tools
    within ninety days
    on factory floors
    on RISC-V boards
    across languages
    in purely lazy Haskell
    under an embargo
    in kindergartens
    on top of SQLite
    for tax advisers
    at music festivals
    like it is 1999
    versus reality
    in embedded Linux
    of unknown origin
    without JavaScript
    for deaf audiences
    on old mainframes
    around Latin America
    in four colours
    across a campus
    for night owls
    amid staff turnover
    on ancient iron
    in WebAssembly
    until the year 2040
    through open standards
    at a fire brigade
    with graph theory
    over a dial-up line
    in central banks
    with teenagers
    turned upside down
    running at full speed
    in microgravity
    with formal methods
    with trade unions
    on live television
""")

# Openers and objects whose title would share too many letters with another one (0.8 by difflib's measure).
TOO_ALIKE = frozenset(
    {
        ("Auditing", "knitting"),
        ("Auditing", "upgrades"),
        ("Benchmarking", "telescopes"),
        ("Debugging", "particle filters"),
        ("Designing", "backup restores"),
        ("Ethics of", "nursing rosters"),
        ("Explaining", "ferry timetables"),
        ("Funding", "certificates"),
        ("Funding", "containers"),
        ("Funding", "upgrades"),
        ("Governing", "cosmic rays"),
        ("Observing", "invoices"),
        ("Observing", "traffic lights"),
        ("Refactoring", "earthquakes"),
        ("Refactoring", "typesetting"),
        ("Rescuing", "earthquakes"),
        ("Rescuing", "incidents"),
        ("Rescuing", "rate limiters"),
        ("Rethinking", "meetups"),
        ("Rethinking", "rate limiters"),
        ("Rethinking", "release notes"),
        ("Retiring", "certificates"),
        ("Retiring", "containers"),
        ("Retiring", "plugin systems"),
        ("Retiring", "typesetting"),
        ("Retiring", "upgrades"),
        ("Securing", "invoices"),
        ("Securing", "log pipelines"),
        ("Securing", "parsers"),
        ("Securing", "telescopes"),
        ("Shipping", "backup restores"),
        ("Simulating", "battery packs"),
        ("Ten years of", "package signing"),
        ("Ten years of", "wind tunnels"),
        ("The hidden cost of", "invoices"),
        ("The unreasonable joy of", "drone swarms"),
        ("Translating", "telescopes"),
    }
)

ROOMS = _lines("""
    Kestrel
    Auditorium
    Larch
    Meridian
    Foxglove
    Copper
    Granite Hall
    Juniper
    Lagoon
    Observatory
    Saffron
    Tundra
    Walnut
    Zephyr
    Basilica
    Cinnabar
    Dovecote
    Estuary
    Fjord
    Gondola
    Heather
    Indigo
    Jetty
    Kiln
    Lighthouse
    Magnolia
    Nebula
    Orchard
    Pavilion
    Quarry
    Rotunda
    Sycamore
    Tannery
    Undercroft
    Viaduct
    Windmill
    Xylem
    Yardarm
    Ziggurat
    Amphora
    Boathouse
    Cloister
    Driftwood
    Embassy
    Foundry
    Glasshouse
    Harbour
    Icehouse
    Jasmine
    Kingfisher
    Loft
    Monolith
    Nightingale
    Opal
    Pergola
    Quill
    Ravine
    Sandstone
    Trellis
    Umber
    Vineyard
    Watermill
    Yarrow
    Arboretum
    Belfry
    Chestnut
    Delta
    Eyrie
    Flint
    Gallery
    Hemlock
    Isthmus
    Jubilee
    Keystone
    Lapis
    Marigold
    Nutmeg
    Oxbow
    Plateau
    Quartz
    Refectory
    Solarium
    Thicket
    Upland
    Vestibule
    Wharf
    Anvil
    Bramble
    Canopy
    Drumlin
    Ember
    Farrier
    Gazebo
    Hummock
    Ivory Tower
    Jacaranda
    Knoll
    Limestone
    Mezzanine
    Nook
    Oasis
    Parapet
""")

TRACKS = (
    ("data", "Data engineering", "steelblue"),
    ("web", "Web", "tomato"),
    ("security", "Security", "darkred"),
    ("science", "Scientific computing", "seagreen"),
    ("community", "Community", "orchid"),
    ("hardware", "Embedded & hardware", "goldenrod"),
    ("languages", "Programming languages", "slateblue"),
    ("cloud", "Cloud and operations", "deepskyblue"),
    ("education", "Education", "olive"),
    ("health", "Health", "crimson"),
    ("geo", "Maps, geodata", "forestgreen"),
    ("quality", "Testing", "chocolate"),
    ("design", "Design", "hotpink"),
    ("law", "Law and policy", "dimgray"),
    ("media", "Media / audio / video", "darkorange"),
    ("networks", "Networking", "teal"),
    ("databases", "Storage systems", "sienna"),
    ("mobile", "Phones", "mediumpurple"),
    ("games", "Play", "limegreen"),
    ("climate", "Climate", "darkcyan"),
    ("beginners", "First steps", "gold"),
    ("research", "Peer-reviewed papers", "navy"),
    ("business", "Founders", "maroon"),
    ("lightning", "Short talks", "indianred"),
)

COFFEE = _lines("""
    Coffee and pastries
    Espresso with the sponsors
    Morning tea at the poster wall
    Fresh air, stretching and fruit
    Second breakfast
    Barista championship
    Smoothies for early birds
    Cappuccino under the dome
    Filter brew tasting
    Biscuits, with stickers to swap
""")

LUNCH = _lines("""
    Lunch
    Midday meal in the courtyard
    Food trucks on the square
    Picnic by the river
    Buffet: dishes from nine regions
    Soup kitchen run by volunteers
    Barbecue (vegan grill included)
    Sandwiches and a walk
    Noodles, rice and dumplings
    Long table for everybody
""")

SOCIALS = _lines("""
    Welcome reception
    Board games until late
    Concert of the conference choir
    City tour by tram
    Pub quiz
    Speakers’ dinner
    Five-a-side football
    Film night: documentaries on free software
    Karaoke
    Farewell drinks on the roof
""")

AFFILIATIONS = _lines("""
    Northwind Observatory
    Tidewater Cooperative
    Institute for Applied Cartography
    Glasfabrik GmbH
    Open Harvest Foundation
    Universidad de la Ribera
    Lumen & Sons
    City of Brackwater
    Polar Data Centre
    Atelier Numérique
    Red Kite Software
    National Broadcasting Archive
    Kōbō Robotics
    Freelance
""")

FIRST_NAMES = _lines("""
    Abigail
    Adebayo
    Agnieszka
    Alejandro
    Amélie
    Anastasios
    Bartholomew
    Beatriz
    Benedikt
    Bogdan
    Brigitte
    Caoimhe
    Constança
    Chidiebere
    Christopher
    Cristóbal
    Dagmar
    Deborah
    Dimitrios
    Dorothea
    Eleonora
    Emeka
    Esperanza
    Evangeline
    Ezequiel
    Fiorella
    Folasade
    Francesca
    Friedrich
    Gabriela
    Geraldine
    Giuseppe
    Guðrun
    Gwendolyn
    Harriet
    Hyunwoo
    Ignatius
    Ingeborg
    Isabella
    Itziar
    Jacqueline
    Jaroslav
    Jennifer
    Joost
    Jürgen
    Kaleopaa
    Katarzyna
    Kimberly
    Konstantin
    Krzysztof
    Lakshmi
    Leopold
    Lieselotte
    Ludmila
    Mackenzie
    Magdalena
    Marguerite
    Matthias
    Mehmet
    Montserrat
    Mwangi
    Nathaniel
    Nkechi
    Ngozi
    Oddvar
    Olivier
    Oluwaseun
    Ottoline
    Parvati
    Penelope
    Philippa
    Piotr
    Quentin
    Radhika
    Raphaël
    Rosalind
    Roxanne
    Sebastião
    Siobhán
    Sigrid
    Snorri
    Sunniva
    Svetlana
    Thaddeus
    Theresa
    Tobias
    Tshepiso
    Ulrike
    Umberto
    Valentina
    Veronika
    Vidyadhar
    Wilhelmina
    Wojciech
    Xiomara
    Yevgenia
    Yolanda
    Zbigniew
    Zoltán
    Zuleikha
""")

LAST_NAMES = _lines("""
    Abernathy
    Achterberg
    Adeyemi
    Albuquerque
    Andersson
    Aristegui
    Bachmann
    Balakrishnan
    Baptista
    Bergström
    Blackwood
    Bonnet
    Brzeziński
    Calloway
    Castellanos
    Chukwuma
    Coppola
    Csikós
    Dąbrowska
    Delacroix
    Desrosiers
    Dimitrov
    Douglas
    Drummond
    Echeverría
    Eichhorn
    Eriksdotter
    Etxeberria
    Fauconnier
    Fernández
    Fitzgerald
    Fontaine
    Friedman
    Gallagher
    Georgiou
    Giordano
    Goldschmidt
    Grigoryan
    Gutiérrez
    Haddad
    Halvorsen
    Hashimoto
    Hawthorne
    Hoffmann
    Hollingsworth
    Ibrahimović
    Iturbide
    Jankowski
    Jayawardena
    Johansen
    Kaplan
    Karlsdóttir
    Kensington
    Kipchoge
    Kovačević
    Kuznetsov
    Lachapelle
    Langerhans
    Lindqvist
    Lagerkvist
    MacGregor
    Magalhães
    Mahlangu
    Mbeki
    McAllister
    Montgomery
    Mutasa
    Nakamura
    Ndiaye
    Novotný
    O’Sullivan
    Okonkwo
    Oyelaran
    Papadopoulos
    Pellegrini
    Petrosyan
    Pham
    Pritchard
    Quispe
    Radović
    Ramanujan
    Rasmussen
    Rodríguez
    Rutherford
    Saavedra
    Schwarzkopf
    Serrano
    Shevchenko
    Sigurðsson
    Somerville
    Stavros
    Szymański
    Tamihana
    Thorvaldsen
    Tutuola
    Urquhart
    Valdivia
    Vandenberg
    Villanueva
    Wadsworth
    Westergaard
    Winterbottom
    Wolanowski
    Xanthopoulou
    Yamaguchi
    Yılmaz
    Zambrano
    Zimmermann
""")

# First names and last names that do not mix with Latin ones; every first name goes with every last name.
OTHER_SCRIPTS = (
    (
        _words("Екатерина Всеволод Людмила Ярослав Григорий Маргарита Тимофей Зинаида Фёдор Эльвира Богдана"),
        _words("Жуковская Рахманинов Белозёрова Кравченко Толстых Овчинникова Щербак Нечаев Мусоргский"),
    ),
    (
        _words("Αναστασία Θεόδωρος Παναγιώτα Ξενοφών Δήμητρα Λεωνίδας Χρυσούλα Βασίλειος"),
        _words("Μαυρομιχάλη Κωνσταντίνου Τριανταφύλλου Ζερβός Οικονόμου Ψαρράς Γαλάνη"),
    ),
    (
        _words("عبدالرحمن فاطمة يوسف خديجة إسماعيل نورالهدى مصطفى جميلة"),
        _words("الخوارزمي البغدادي القرطبي الحسيني الشنقيطي الدمشقي التونسي"),
    ),
    (
        _words("अनुराधा विक्रम सरस्वती देवेन्द्र पूर्णिमा गोपाल शकुन्तला"),
        _words("चट्टोपाध्याय कुलकर्णी वेंकटरमन भारद्वाज मिश्रा ठाकुर"),
    ),
    (
        _words("תמר אביגיל נחמיה שושנה עמיחי רבקה"),
        _words("גולדשטיין אברהמי פרידמן שטרנברג קפלינסקי"),
    ),
)

# Whole names, for scripts in which names are so short that any two from a grid would look alike.
WHOLE_NAMES = _lines("""
    高橋 健太郎
    佐々木 美穂
    渡辺 直樹
    小笠原 千尋
    五十嵐 翔平
    長谷川 由紀子
    欧阳文静
    司马建国
    诸葛晓东
    上官雅琴
    남궁민수
    황보은영
    선우태현
    제갈지혜
    สมชาย วงศ์สุวรรณ
    นภัสสร จันทร์เพ็ญ
    ნინო წერეთელი
    ვახტანგ ბარათაშვილი
    Անահիտ Խաչատրյան
    Վարդան Մամիկոնյան
""")

# {a} and {b} are objects, {s} is a setting, {n} a number.
SENTENCES = {
    "en": _lines("""
        Three years ago we began to work on {a}, and nearly everything we assumed turned out to be wrong.
        This session looks at {a} {s}, with numbers from production rather than from a slide.
        Along the way we meet {b}, a forgotten flag and one very patient colleague.
        Most introductions to {a} stop exactly where the difficult part begins.
        We will walk through {n} incidents, what they cost, and what changed afterwards.
        No prior knowledge is needed; curiosity about {b} helps.
        The code is free software, and every figure can be reproduced on a laptop within {n} minutes.
        What works {s} does not automatically work elsewhere, and the reasons are instructive.
        We compare {n} approaches side by side – speed, memory and the hours that people spend on them.
        You will leave with a checklist for your own team and a healthy suspicion of averages.
        Our first attempt took {n} weeks and was thrown away; the second is still running.
        It turns out that {a} and {b} have far more in common than either community likes to admit.
        Expect diagrams, a demonstration that may fail, and an honest account of the trade-offs.
        The talk closes with open problems that newcomers could pick up tomorrow.
        Budgets shrink, requirements grow, and somebody still has to look after {b}.
        A survey among {n} practitioners shows how differently the same word is understood.
        Instead of another framework we propose a handful of conventions, all of them boring on purpose.
        We show how tests written {s} found defects that had been shipped for a decade.
        Because nobody had written anything down, the whole history had to be pieced together from old mails.
        “It can’t be that hard,” somebody said; this is the story of the following {n} months.
        Attendees should bring a laptop with a recent interpreter and {n} GB of free space.
        After a short overview of the field we concentrate on {b} and the people who depend on them.
        Half of the time is reserved for questions, so please bring yours.
        The results surprised us: latency fell by {n} %, and so did the number of alarms at night.
        Some of this is technical, much of it is about trust, and a little is about naming things.
    """),
    "de": _lines("""
        Seit {n} Jahren betreiben wir das System für den öffentlichen Nahverkehr, größtenteils ehrenamtlich.
        Der Vortrag zeigt, was dabei schiefging und weshalb wir es trotzdem wieder so machen würden.
        Vorkenntnisse sind nicht nötig, Geduld mit älteren Rechnern schon.
        Gemessen haben wir auf {n} Geräten; die Rohdaten sind frei verfügbar.
        Zum Schluss geht es um offene Fragen und um die Menschen, die täglich damit arbeiten.
        Außerdem vergleichen wir drei Verfahren, die sich in der Praxis bewährt haben.
        Wer mag, bringt eigene Beispiele mit – wir schauen sie uns gemeinsam an.
        Überraschend war vor allem, wie wenig die Dokumentation mit der Wirklichkeit zu tun hatte.
    """),
    "fr": _lines("""
        Depuis {n} ans, notre équipe maintient cette plateforme avec très peu de moyens.
        Nous présenterons les erreurs commises, les chiffres obtenus et ce qu’il reste à faire.
        L’exposé s’adresse à celles et ceux qui découvrent le sujet autant qu’aux spécialistes.
        Une démonstration sur {n} machines montrera où se cachent les goulets d’étranglement.
        À la fin, chacun repartira avec une liste de vérifications prête à l’emploi.
        Le code est libre et la documentation, enfin à jour, également.
        Les échanges avec la salle occuperont près de la moitié du temps.
    """),
    "ja": _lines("""
        この発表では、過去{n}年間にわたる運用の経験と、そこから得られた教訓を紹介します。
        最初の設計はうまくいかず、{n}週間後にすべて書き直すことになりました。
        実際の測定結果をもとに、三つの方式を速度と消費電力の面から比較します。
        予備知識は必要ありませんが、簡単なプログラミングの経験があると理解しやすいでしょう。
        最後に、今後の課題と参加者の皆さんへのお願いについてお話しします。
        デモは会場の回線で行うため、失敗する可能性もあります。
    """),
}

MARKDOWN = (
    "We will cover\n\n- **{a}** and where they hurt,\n- {b}, *briefly*,\n- what we would do differently.",
    "Read [the design notes](https://notes.example.org/{n}/design) if you can; **bring a laptop**.",
    "1. Setting up `bench` on your machine\n2. A first look at {a}\n3. Questions, _many_ questions",
    "### Who should come\n\nAnybody who has met {a} and wondered, see <https://faq.example.org/{n}>.",
    "> It worked yesterday.\n\nMore on **{b}** in [the earlier talk](https://archive.example.org/talk/{n}).",
    "* *Level:* intermediate\n* *Needs:* a terminal, `git` and {n} minutes of patience\n* *Not* about {b}",
)
