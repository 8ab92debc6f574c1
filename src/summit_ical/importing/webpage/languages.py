"""Words of schedules in fifteen languages, as data: what is a break, a column of times, a session called off."""

import re
from functools import cache

CODES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "cs", "ru", "uk", "tr", "ja", "zh", "ko")
# What is meant -> the words for it, in the order of CODES, a language from "|" to "|"; several parted by commas.
WORDS: dict[str, str] = {
    "noon": "noon,midday|mittag,mittags|midi|mediodía|meio-dia|mezzogiorno|middag|południe|poledne|полдень|полудень|"
    "öğle,öğlen|正午|中午,正午|정오",
    "midnight": "midnight|mitternacht|minuit|medianoche|meia-noite|mezzanotte|middernacht|północ|půlnoc|полночь|північ|"
    "gece yarısı|真夜中,深夜0時|午夜,半夜|자정",
    "to": "to,until,till,til,through|bis|à,jusqu'à,au|a,hasta|às,até,a|alle,fino alle,a|tot|do|do,až|до|до|"
    "ile,kadar|から|至,到|부터",
    "until": "until,till,til|bis|jusqu'à|hasta las,hasta|até às,até|fino alle,fino a|tot|do,aż do|do,až do|до|до||まで|至|",
    "from": "from,at|von,um,ab|de,dès|de,desde las|das,de|dalle,ore|van,om|od|od|с,от|з,від|saat||从|",
    "by": "by|von,mit|par,avec|por,con|por,com|di,con|door,met|prowadzi|vede|ведёт|веде||||",
    "about": "ca,ca.,circa,approx,approx.,about,around,roughly|ungefähr,etwa,gegen|environ,vers|aprox,aproximadamente|cerca de|verso|ongeveer|"
    "około|přibližně|около,примерно|близько|yaklaşık|約|约,大约|약",
    "clock": "hrs,hr|uhr|heures,heure|horas,hrs|horas||uur|godz|hod|ч|год||||",
    "break": "break,breaks,coffee break,tea break,coffee,tea,intermission,recess|pause,kaffeepause,kaffee,"
    "mittagspause|pause,pause café,café,pause-café|pausa,descanso,pausa café,receso|intervalo,pausa,"
    "coffee break|pausa,pausa caffè,intervallo|pauze,koffiepauze,koffie|przerwa,przerwa kawowa,przerwa obiadowa|"
    "přestávka,coffee break|перерыв,кофе-брейк|перерва,кава-брейк|ara,mola,kahve molası|休憩|茶歇,休息|휴식,휴식 시간",
    "meal": "lunch,lunch break,breakfast,dinner,brunch|mittagessen,frühstück,abendessen|déjeuner,petit-déjeuner,dîner|"
    "almuerzo,comida,desayuno,cena|almoço,jantar,café da manhã|pranzo,colazione,cena|lunch,ontbijt,diner|obiad,"
    "lunch,śniadanie,kolacja|oběd,snídaně,večeře|обед,завтрак,ужин|обід,сніданок,вечеря|öğle yemeği,kahvaltı,"
    "akşam yemeği|昼休み,昼食,ランチ|午休,午餐,早餐,晚餐|점심,점심시간,점심 식사",
    "evening": "dinner,party,gala,concert,barbecue,bbq,night,evening,drinks,pub|abendessen,abend,feier,konzert|dîner,"
    "soirée,fête,concert|cena,fiesta,noche|jantar,festa,noite|cena,festa,serata|avond,feest,diner|kolacja,"
    "impreza,wieczór|večeře,večer|ужин,вечер|вечеря,вечір|akşam yemeği,gece,parti|夕食,懇親会|晚餐,晚会|저녁",
    "cancelled": "cancelled,canceled,called off|abgesagt,entfällt,fällt aus|annulé,annulée|cancelado,cancelada,anulado|"
    "cancelado,cancelada|annullato,annullata,cancellato|geannuleerd,afgelast,vervalt|odwołane,odwołany,odwołana|"
    "zrušeno,zrušena,zrušen|отменено,отменён,отменена,отменен|скасовано|iptal,iptal edildi|中止,キャンセル|已取消,取消|"
    "취소,취소됨",
    "placeholder": "tba,tbd,tbc,to be announced,to be decided,to be confirmed,to be determined,n/a,na,none,open slot,"
    "empty,free slot,available|noch offen,offen,folgt,n.n.,nn,wird noch bekanntgegeben|à venir,à définir,"
    "à confirmer,à annoncer|por confirmar,por definir,por anunciar|a definir,a confirmar,a anunciar|da definire,"
    "da confermare|volgt,nog onbekend,nnb|do ustalenia,wkrótce|bude upřesněno,bude oznámeno|уточняется,"
    "будет объявлено,уточнится|уточнюється,буде оголошено|açıklanacak,belirlenecek|未定,調整中|待定,待公布,未定|미정,추후 공지",
    "day": "day|tag|jour,journée|día,jornada|dia|giorno,giornata|dag|dzień|den|день|день|gün|日目|第|일차",
    "morning": "morning,am|vormittag,morgen,vormittags|matin,matinée|mañana|manhã|mattina,mattino|ochtend|rano,poranek|"
    "dopoledne|утро|ранок|sabah|午前|上午|오전",
    "afternoon": "afternoon,after lunch,pm|nachmittag,nachmittags|après-midi|tarde|tarde|pomeriggio|middag,namiddag|"
    "popołudnie,po południu|odpoledne|после обеда|після обіду|öğleden sonra|午後|下午|오후",
    "night": "evening,night|abend,abends|soir,soirée|noche|noite|sera|avond|wieczór|večer|вечер|вечір|akşam|夜|晚上|저녁",
    "end": "end,ends,the end,adjourn,adjourned,adjourns,adjournment,finish,close,closed,end of day,end of the day,"
    "end of event,end of conference,end of the conference,end of summit,end of meeting,end of workshop,"
    "end of sessions,end of day one|ende,schluss,ende der veranstaltung|fin,fin de la journée|fin,fin del día|fim|fine|"
    "einde|koniec|konec|конец,завершение|кінець|bitiş,son|終了|结束,結束|종료",
    "room": "room,stage,hall,auditorium,devroom,theatre,theater,ballroom,building,zoom,floor,foyer|raum,saal,bühne,"
    "hörsaal,halle|salle,amphithéâtre|sala,salón,auditorio|sala,salão,auditório|sala,aula|zaal|sala|sál,místnost|"
    "зал,аудитория|зал,зала|salon,oda|会場,ルーム,ホール|会议室,会场,厅|회의실,홀",
    "track": "track,stream,strand|themenstrang|parcours|itinerario|trilha|traccia,percorso|||||||トラック|分会场,专场|트랙",
    "division": "session,sessions,part,block,section,act,chapter,workshops,talks,welcome,keynotes,plenary,panel|"
    "teil,abschnitt,sitzung|partie,séance|sesión,parte,bloque|sessão,parte,bloco|sessione,parte|sessie,deel|sesja,"
    "część,blok|blok,část|секция,блок,часть|секція,блок,частина|oturum,bölüm|セッション,部|分会场,部分,环节|세션,부",
    "event": "held,take place,takes place,taking place,join us,coming on,coming up on,will happen,will meet,meets on,"
    "hosts,is happening|findet,finden,statt|aura lieu,a lieu,se tient,se tiendra,se déroule|se celebra,"
    "se celebrará,tendrá lugar|acontece,realiza-se,será realizado,terá lugar|si terrà,si svolge,avrà luogo|vindt plaats|"
    "odbędzie się,odbywa się|koná se,se koná,proběhne|состоится,пройдёт,пройдет|відбудеться,пройде|düzenlenecek,"
    "gerçekleşecek|開催|举行,举办|열립니다,개최",
}
# Field of a session -> what its column is called, parted as above.
HEADINGS: dict[str, str] = {
    "start": "start,starts,start time,begin,begins,beginning,scheduled at,start at,starts at,scheduled start,from|beginn,"
    "anfang,startzeit,von|début,commence|inicio,hora de inicio,comienzo|início,hora de início|inizio,ora inizio|begin,"
    "aanvang|początek,rozpoczęcie|začátek,od|начало|початок|başlangıç,başlama|開始時間,開始,開始時刻|开始时间,开始|시작,시작 시간",
    "end": "end,ends,end time,to,until,till,finish,end at,ends at,scheduled end|ende,bis,endzeit|fin,jusqu'à|fin,"
    "hora de fin,final|fim,término,hora de fim|fine,ora fine|einde,tot|koniec,zakończenie|konec,do|конец,окончание|"
    "кінець,закінчення|bitiş|終了時間,終了,終了時刻|结束时间,结束|종료,종료 시간",
    "time": "time,times,when,time slot,timeslot,slot,hour,hours,local time,date and time,date/time,date & time,schedule,"
    "clock|uhrzeit,zeit,wann,zeiten|heure,horaire,horaires,heures|hora,horario,horas,cuándo|horário,hora,horas|ora,"
    "orario,ore|tijd,tijdstip|godzina,czas,godziny|čas,hodina|время,часы|час|saat,zaman|時間,時刻|时间,時間|시간",
    "zone": "time zone,timezone,tz,zone,zone name|zeitzone|fuseau horaire,fuseau|zona horaria,huso horario|fuso horário|"
    "fuso orario|tijdzone|strefa czasowa|časové pásmo|часовой пояс|часовий пояс|saat dilimi|タイムゾーン|时区|시간대",
    "duration": "duration,length,minutes,mins,min,scheduled duration|dauer,länge|durée|duración|duração|durata|duur|"
    "czas trwania|trvání,délka|длительность,продолжительность|тривалість|süre|所要時間|时长|소요 시간,소요시간",
    "date": "date,day,start date|datum,tag|date,jour|fecha,día|data,dia|data,giorno|datum,dag|data,dzień|datum,den|дата,"
    "день|дата,день|tarih,gün|日付,日にち|日期|날짜",
    "title": "title,session,sessions,session title,talk,talks,topic,topics,presentation,presentations,subject,activity,"
    "activities,agenda,agenda item,item,event,events,what,program,programme,name of talk,talk title,session name,"
    "proposal title,proposal,contribution|titel,thema,vortrag,was,sitzung,beitrag,programmpunkt,veranstaltung|titre,"
    "sujet,séance,conférence,intervention,quoi|título,charla,tema,sesión,ponencia,actividad|título,palestra,sessão,"
    "tema,atividade|titolo,sessione,intervento,argomento,attività|titel,onderwerp,sessie,lezing|tytuł,temat,"
    "wykład,sesja,prelekcja|název,téma,přednáška|название,тема,доклад|назва,тема,доповідь|başlık,konu,oturum,konuşma|"
    "タイトル,テーマ,セッション,内容,演題|主题,议题,题目,内容,标题|제목,세션,주제,내용",
    "speakers": "speaker,speakers,presenter,presenters,presented by,who,lead,leads,leader,leaders,lead personnel,"
    "personnel,led by,host,hosts,moderator,moderators,facilitator,facilitators,name,names,owner,instructor,"
    "instructors,by,people,person,persons,author,authors,chair,panelists,speaker name,speaker names,speaker(s)|"
    "sprecher,referent,referenten,referentin,vortragende,vortragender,wer,sprecherin,redner|intervenant,"
    "intervenants,orateur,orateurs,conférencier,qui|ponente,ponentes,orador,oradores,quién,conferenciante|palestrante,"
    "palestrantes,orador,oradores|relatore,relatori,chi|spreker,sprekers|prelegent,prelegenci,prowadzący|řečník,"
    "řečníci,přednášející|докладчик,докладчики,спикер,спикеры|доповідач,доповідачі,спікер|konuşmacı,konuşmacılar|"
    "登壇者,講演者,スピーカー,発表者,講師|演讲者,讲者,嘉宾,演讲嘉宾,主讲人|발표자,연사",
    "track": "track,tracks,stream,theme,category,categories,strand,topic area|themenbereich,kategorie|parcours,"
    "catégorie|categoría,track|trilha,categoria|traccia,categoria|thema,categorie|ścieżka|sekce,kategorie|секция,трек|"
    "секція,трек|kategori|トラック,分野|分类,专场|트랙,분야",
    "room": "room,rooms,location,locations,place,where,venue,stage,hall,scheduled room,scheduled location|raum,ort,saal,wo|"
    "salle,lieu,où|sala,lugar,dónde|sala,local,onde|sala,luogo,aula,dove|zaal,locatie,waar|sala,miejsce|místnost,sál,"
    "místo|зал,место,аудитория|зал,місце|salon,yer|会場,場所,部屋|地点,会场,会议室,房间|장소,회의실",
    "abstract": "abstract,description,summary,detail,details,notes,note,comment,comments,about,content|beschreibung,"
    "zusammenfassung,anmerkung,inhalt|résumé,description|descripción,resumen|descrição,resumo|descrizione|beschrijving,"
    "samenvatting|opis|popis,abstrakt|описание|опис|açıklama,özet|概要,説明,備考|简介,摘要,备注|설명,개요,비고",
    "links": "slides,slide,video,videos,recording,recordings,link,links,material,materials,resources,presentation slides,"
    "deck,issue,pr,url|folien,aufzeichnung|diapositives,enregistrement,lien|diapositivas,enlace|slides,gravação|"
    "diapositive|presentatie|slajdy,nagranie|prezentace,záznam|слайды,запись|слайди,запис|sunum|資料,動画|资料,视频,"
    "链接|자료,영상",
    "kind": "type,kind,format,session type,session format|art,typ|type|tipo|tipo|tipo|soort|typ,rodzaj|typ|тип|тип|tür|種別|类型|"
    "유형",
    "language": "language,lang,languages|sprache|langue|idioma,lengua|idioma,língua|lingua|taal|język|jazyk|язык|мова|dil|"
    "言語|语言|언어",
    "status": "status,state|status,stand|statut|estado|estado,status|stato|status|status|stav|статус|статус|durum|状態,"
    "ステータス|状态|상태",
    "key": "id,session id,proposal id,uid,guid,#,no,no.,nr,nr.,number|nummer,nr|n°|núm|nº|n.|nummer|nr|č.|№,номер|№,номер|"
    "no|番号|编号,序号|번호",
}
ORDINALS: tuple[str, ...] = (  # of a day, in any of the languages
    "one,first,eins,erster,erste,un,premier,première,uno,primer,primero,primeiro,um,primo,eerste,één,pierwszy,první,jeden,"
    "первый,перший,один,birinci,一",
    "two,second,zwei,zweiter,zweite,deux,deuxième,second,dos,segundo,dois,due,secondo,tweede,twee,drugi,dwa,druhý,dva,"
    "второй,другий,два,ikinci,二,两",
    "three,third,drei,dritter,dritte,trois,troisième,tres,tercer,tercero,três,terceiro,tre,terzo,derde,drie,trzeci,trzy,"
    "třetí,tři,третий,третій,три,üçüncü,三",
    "four,fourth,vier,vierter,vierte,quatre,quatrième,cuatro,cuarto,quatro,quarto,quattro,vierde,czwarty,cztery,čtvrtý,"
    "čtyři,четвертый,четвёртый,четвертий,dördüncü,四",
    "five,fifth,fünf,fünfter,fünfte,cinq,cinquième,cinco,quinto,cinque,vijfde,vijf,piąty,pięć,pátý,pět,пятый,п'ятий,"
    "beşinci,五",
    "six,sixth,sechs,sechster,sechste,sixième,seis,sexto,sei,sesto,zesde,zes,szósty,sześć,šestý,šest,шестой,шостий,"
    "altıncı,六",
)
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _parted(listed: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word for word in words.split(",") if word) for words in listed.split("|"))


@cache
def words(meaning: str) -> tuple[str, ...]:
    """Return all words for something, the longest first."""
    every = {word for said in _parted(WORDS[meaning]) for word in said}
    return tuple(sorted(every, key=lambda word: (-len(word), word)))


@cache
def pattern(*meanings: str) -> str:
    """Return what matches one word for one of some things, as a whole word where its script has spaces."""
    every = sorted({word for meaning in meanings for word in words(meaning)}, key=lambda word: (-len(word), word))
    spaced = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in every if not WIDE.search(word))
    wide = "|".join(re.escape(word) for word in every if WIDE.search(word))
    return rf"(?:(?<!\w)(?:{spaced})(?!\w)" + (f"|{wide})" if wide else ")")


@cache
def headings() -> tuple[tuple[str, str], ...]:
    """Return what columns are called, and the field that is meant; the longest words first."""
    named: dict[str, str] = {}
    for field, listed in HEADINGS.items():
        for said in _parted(listed):
            for word in said:
                named.setdefault(word, field)
    return tuple(sorted(named.items(), key=lambda pair: -len(pair[0])))


@cache
def evidence() -> dict[str, frozenset[str]]:
    """Return words of programmes that only one language has, each with that language."""
    owners: dict[str, set[str]] = {}
    for listed in (*HEADINGS.values(), *(WORDS[meaning] for meaning in ("break", "meal", "cancelled", "placeholder"))):
        for code, said in zip(CODES, _parted(listed), strict=True):
            for word in said:
                owners.setdefault(word, set()).add(code)
    return {word: frozenset(codes) for word, codes in owners.items() if len(codes) == 1 and len(word) > 3}
