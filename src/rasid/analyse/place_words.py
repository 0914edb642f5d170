"""The words round place names: class words and their kinds, directions, what says that something lies there."""

from __future__ import annotations

from rasid.model import PlaceKind
from rasid.text.function_words import words

_K = PlaceKind
_KINDS = {
    _K.CITY: "مدينه العاصمه عاصمه مدينتي مدن",
    _K.TOWN: "بلده بلدتي بلدات بلديه",
    _K.VILLAGE: "قريه قريتي قري خربه كفر عزبه نجع مستوطنه مستوطنتي",
    _K.GOVERNORATE: "محافظه محافظتي محافظات ولايه ولايتي ولايات مقاطعه مقاطعتي اماره",
    _K.REGION: "اقليم اقليمي منطقه منطقتي مناطق جبهه جبهتي جبهات جزيره باديه صحراء جمهوريه محور جيب",
    _K.DISTRICT: "قضاء مديريه مديريتي مديريات ناحيه ناحيتي معتمديه",
    _K.NEIGHBOURHOOD: "حي حيي احياء ضاحيه حاره",
    _K.CAMP: "مخيم مخيمي مخيمات",
    _K.BASE: "قاعده قاعدتي معسكر معسكري معسكرات ثكنه مطاري",
    _K.CROSSING: "معبر معبري منفذ حاجز حاجزي بوابه",
    _K.FACILITY: (
        "مسجد جامع كنيسه فندق فندقي سوق مستشفي مستشفيي مشفي جامعه مدرسه سجن ميناء مجمع محطه ساحه ميدان سفاره قنصليه مطعم قصر كليه اكاديميه برج"
        " ملعب مطار حقل مصفاه مصنع متحف ملهي مبني مقر معهد دير ضريح مرقد حسينيه مركز وزاره وزارتي دوار"
    ),
    _K.ROAD: "شارع طريق مفترق جسر مفرق اوتوستراد مثلث نفق",
    _K.OTHER: "سهل جبل جبال هضبه مرتفعات تله تلال بحيره سد وادي تل",
    _K.WATER: "نهر مضيق خليج",
}
CLASSES: dict[str, PlaceKind] = {word: kind for kind, line in _KINDS.items() for word in words(line)}
"""Class words in normal form without the article."""
BARE = words("مدينه بلده قريه العاصمه عاصمه")
"""Class words that are left out of the mention: قرية أم العمد → أم العمد."""
PLURAL = words(
    "مدينتي مدن بلدتي بلدات قريتي قري محافظتي محافظات ولايتي ولايات مقاطعتي مناطق منطقتي جبهتي جبهات مديريتي مديريات ناحيتي احياء حيي مخيمي"
    " مخيمات معسكري معسكرات قاعدتي معبري حاجزي فندقي مستشفيي مطاري مستوطنتي"
)
"""Class words of several places, each a mention without them: محافظتي أبين ولحج → أبين, لحج."""
# Class words after which a word that no gazetteer knows is a name: قرية الرياحين, منطقة نقم.
NAMING = frozenset(
    {_K.VILLAGE, _K.TOWN, _K.CITY, _K.NEIGHBOURHOOD, _K.CAMP, _K.DISTRICT, _K.GOVERNORATE, _K.REGION, _K.ROAD, _K.OTHER}
)
SITES = frozenset({_K.BASE, _K.FACILITY, _K.CAMP, _K.CROSSING})
ACTING = words("وزاره وزارتي الوزاره مركز المركز جبهه محور المجمع مجمع سفاره السفاره القنصليه")
"""Class words of what acts as often as it lies somewhere."""
COMPASS = words("شمال شمالي جنوب جنوبي شرق شرقي غرب غربي وسط")
CENTRE = "وسط"
OUTLETS = words("اذاعه راديو صحيفه جريده مجله وكاله تلفزيون فضاييه فضائيه")
"""Before a place that is but part of their name: إذاعة بغداد. Not قناة, which is a canal too."""
AROUND = words("ريف ارياف ضواحي محيط اطراف حدود سواحل ساحل شواطي")
BY = words("محيط اطراف قرب بالقرب جوار")
"""By a site, not in it: في محيط قاعدة التاجي."""
ADJECTIVES = words("الشمالي الجنوبي الشرقي الغربي الاوسط الشماليه الجنوبيه الشرقيه الغربيه الوسطي")
GENERAL = words(
    "البلاد المدينه القطاع القريه البلده المحافظه الضفه المخيم العاصمه القاعده المنطقه الولايه الاقليم الحي المعسكر"
)
"""Places named before, told again by their class: وسط المدينة."""
ALONE: dict[str, PlaceKind] = {
    "المدينه": _K.CITY, "البلاد": _K.COUNTRY, "العاصمه": _K.CITY, "المخيم": _K.CAMP, "البلده": _K.TOWN, "القريه": _K.VILLAGE,
    "الحدود": _K.OTHER, "القاعده": _K.BASE, "المحافظه": _K.GOVERNORATE, "الحي": _K.NEIGHBOURHOOD, "المعسكر": _K.BASE,
}  # fmt: skip
"""The same as a mention of their own after a preposition: اقتحموا … في المدينة."""
INSIDE = words(
    "في من الي داخل خارج قرب عبر عند نحو باتجاه صوب ضمن وسط خلال قباله امام علي محيط اقتحام اقتحمت اقتحم دخول مدخل دخلت تشهدها شهدتها"
)
LOCATIVE = INSIDE | COMPASS | words(
    "حول تجاه بين خلف غادر دخل دخلت وصل وصلت اراضي حدود مدن مطار سماء اجواء مدينه بلده قريه منطقه مناطق محافظه ولايه اقليم العاصمه عاصمه ريف"
    " محيط انحاء اطراف ضواحي باتجاه شرقي اهالي فوق علي"
)  # fmt: skip
"""Before a place that is one. A state without one of these acts, it does not lie."""
NO_NAMES = words(
    "اخري اخر جديده قديمه كبيره صغيره مجاوره قريبه بعيده سكنيه حدوديه جبليه صحراويه ساحليه زراعيه صناعيه شيعيه سنيه عسكريه امنيه محرره مختلفه عده"
    " عديده متفرقه واسعه مفتوحه امنه خاليه محاصره تابعه واقعه اخريين تقع يقع سيطره نفوذ خفض الهجوم القصف النظام المعارضه الحادث الانفجار الجريمه"
    " العمليات القتال الاشتباكات النزاع الصراع الاحتلال العدو الجيش الشرطه القوات التنظيم ذكري دوليه عالميه خاصه عامه رييسيه مركزيه عسكري امني وهمي"
    " لمطالبه هدف سابقه حره مشتركه للجيش تفتيش واحده لها له هي هو النزوح الايواء نزوح ايواء سريع عام رييسي فرعي تدريب تدريبي انطلاق بيانات عمليات اطلاق تابع مجاور قريب يضم مفاجئ طيار طياره مزدحم شعبي شعبيه"
)
"""Words that stand after a class word and are no name: مناطق متفرقة, مدينة أخرى."""
NAME_PREFIXES = words(
    "ام ابو ابي بني بيت عين تل خربه كفر دير راس وادي شيخ الشيخ باب دار برج جسر جبل حوش خان معره قلعه تلال سيدي عبد بير بئر نبع عرب ال الحاج كوم مرج"
)
"""First words of names in two: أم العمد, تل الورد."""
# A preposition or a class word that lost the space after it (علىقطاع, فيالجليل, مدينةنابلس), as scraped pages have them.
GLUED = (
    "مدينه",
    "بلده",
    "قريه",
    "منطقه",
    "مخيم",
    "محافظه",
    "غربي",
    "شرقي",
    "شمالي",
    "جنوبي",
    "علي",
    "الي",
    "في",
    "من",
    "عن",
)
