"""The words of the phrasebook: what they are in both languages, and what goes with what.

Each table has a line an entry and its columns between bars. Tags say what a noun is, so that
verbs find objects, and adjectives nouns, with which they make sense.
"""

from collections.abc import Iterator
from typing import NamedTuple

from nlp_helpers.datasets.phrasebook import english, spanish
from nlp_helpers.datasets.phrasebook.english import EnglishVerb


class Noun(NamedTuple):
    """A noun with its plurals, its gender in Spanish, and its tags."""

    en: str
    ens: str
    es: str
    ess: str
    feminine: bool
    tags: frozenset[str]


class Adjective(NamedTuple):
    """An adjective, the verb that says it in Spanish (ser or estar), and the tags it fits."""

    en: str
    es: str
    verb: str
    tags: frozenset[str]


class Frame(NamedTuple):
    """A verb and what it takes.

    `es` is an infinitive; `particle` and `es_particle` follow the verbs ("look for", "soñar con").
    `objects` are tags of nouns, none for an intransitive verb. `places` names a table of PLACES.
    The flags: "definite" objects only, "people" as objects, "reflexive", "to" a recipient,
    "stative"; "brief" for what takes no time,
    "once" for what is no habit, "chance" for what nobody plans; "neutral" with the hour;
    "social" for what one does with friends.
    """

    en: EnglishVerb
    particle: str
    es: str
    es_particle: str
    objects: tuple[str, ...]
    places: str
    flags: frozenset[str]


# English (plural after a slash if irregular) | Spanish (the same) | gender | tags
_NOUNS = """
apple | manzana | f | food fruit
orange | naranja | f | food fruit
banana | plátano | m | food fruit
pear | pera | f | food fruit
peach | durazno | m | food fruit
strawberry | fresa | f | food fruit
grape | uva | f | food fruit
lemon | limón | m | buyable fruit grown
egg | huevo | m | food cooked
sandwich | sándwich/sándwiches | m | food
tomato/tomatoes | tomate | m | food vegetable grown
potato/potatoes | papa | f | food cooked vegetable grown
carrot | zanahoria | f | food cooked vegetable grown
onion | cebolla | f | vegetable cooked grown cut
mushroom | hongo | m | food cooked vegetable
cake | pastel | m | food baked
biscuit | galleta | f | food baked
pizza | pizza | f | food baked
salad | ensalada | f | dish mass
soup | sopa | f | dish mass
hamburger | hamburguesa | f | food cooked
bread | pan | m | food mass baked
rice | arroz | m | food mass cooked
meat | carne | f | food mass cooked cut
fish | pescado | m | food mass cooked
chicken | pollo | m | food mass cooked
cheese | queso | m | food mass cut
chocolate | chocolate | m | food mass
ham | jamón | m | food mass cut
pasta | pasta | f | food mass cooked
honey | miel | f | food mass
butter | mantequilla | f | mass buyable
sugar | azúcar | m | mass buyable
salt | sal | f | mass buyable
flour | harina | f | mass buyable
water | agua | f | drink mass
milk | leche | f | drink mass
coffee | café | m | drink mass hotdrink
tea | té | m | drink mass hotdrink
juice | jugo | m | drink mass
wine | vino | m | drink mass
beer | cerveza | f | drink mass
lemonade | limonada | f | drink mass
book | libro | m | text thing buyable gift
newspaper | periódico | m | text buyable thing
magazine | revista | f | text buyable thing
letter | carta | f | text written sent
novel | novela | f | text written buyable gift
poem | poema | m | text written
story | cuento | m | text written told
message | mensaje | m | text written sent
article | artículo | m | text written
report | informe | m | text written sent
recipe | receta | f | text written
list | lista | f | text written
dictionary | diccionario | m | text thing buyable
key | llave | f | thing lost small
pencil | lápiz/lápices | m | thing buyable small lost lent coloured
pen | bolígrafo | m | thing buyable small lost lent coloured
notebook | cuaderno | m | thing buyable small lost lent coloured
bag | bolsa | f | thing buyable container lost coloured
backpack | mochila | f | thing buyable container lost lent coloured
wallet | cartera | f | thing lost small container coloured
umbrella | paraguas/paraguas | m | thing buyable lost lent coloured
phone | teléfono | m | thing buyable lost device lent
camera | cámara | f | thing buyable lost device lent
watch | reloj | m | thing buyable lost small gift
ticket | boleto | m | thing lost small booked
passport | pasaporte | m | thing lost small
suitcase | maleta | f | thing buyable container lost lent coloured
box | caja | f | thing container coloured
gift | regalo | m | thing buyable sent
glass | vaso | m | thing dishware
cup | taza | f | thing dishware coloured
plate | plato | m | thing dishware coloured
spoon | cuchara | f | thing dishware
fork | tenedor | m | thing dishware
knife/knives | cuchillo | m | thing dishware lent
bottle | botella | f | thing container coloured
toy | juguete | m | thing buyable gift
ball | pelota | f | thing buyable lost gift coloured
flower | flor | f | buyable gift sent grown painted coloured
ring | anillo | m | thing buyable lost small gift
photo | foto | f | thing sent shown
candle | vela | f | thing buyable coloured
towel | toalla | f | thing washable coloured
pillow | almohada | f | thing buyable coloured
blanket | manta | f | thing washable buyable coloured
lamp | lámpara | f | thing buyable device furniture coloured
mirror | espejo | m | thing buyable furniture
computer | computadora | f | device buyable
television | televisor | m | device buyable
radio | radio | f | device buyable
tool | herramienta | f | thing lent
shirt | camisa | f | clothes coloured
jacket | chaqueta | f | clothes coat coloured
coat | abrigo | m | clothes coat coloured
dress | vestido | m | clothes coloured
skirt | falda | f | clothes coloured
hat | sombrero | m | clothes coat coloured
scarf/scarves | bufanda | f | clothes coat coloured
sweater | suéter/suéteres | m | clothes coat coloured
shoe | zapato | m | clothes paired coloured
boot | bota | f | clothes paired coloured
glove | guante | m | clothes paired coloured
sock | calcetín | m | clothes paired coloured
car | coche | m | vehicle own coloured
bicycle | bicicleta | f | vehicle own lent gift coloured
motorcycle | motocicleta | f | vehicle own coloured
lorry | camión | m | vehicle own coloured
boat | barco | m | painted boat coloured
bus | autobús | m | public coloured
train | tren | m | public
plane | avión | m | public
taxi | taxi | m | taxi
table | mesa | f | furniture surface buyable
chair | silla | f | furniture buyable coloured
bed | cama | f | furniture buyable surface
sofa | sofá | m | furniture buyable surface coloured
desk | escritorio | m | furniture buyable surface
shelf/shelves | estante | m | furniture surface
house | casa | f | building home painted
apartment | apartamento | m | building home
door | puerta | f | opening painted coloured
window | ventana | f | opening
gate | portón | m | opening coloured
kitchen | cocina | f | room
bathroom | baño | m | room
bedroom | dormitorio | m | room
living room | sala | f | room
garage | garaje | m | room
garden | jardín | m | outdoors painted
wall | pared | f | painted wall coloured
school | escuela | f | building place
hospital | hospital | m | building place
bank | banco | m | building place
market | mercado | m | place
park | parque | m | place outdoors
station | estación | f | building place
airport | aeropuerto | m | building place
restaurant | restaurante | m | building place
hotel | hotel | m | building place
museum | museo | m | building place
library | biblioteca | f | building place
church | iglesia | f | building place painted
cinema | cine | m | building place
theatre | teatro | m | building place
shop | tienda | f | building place
office | oficina | f | place
pharmacy | farmacia | f | building place
bakery | panadería | f | place
supermarket | supermercado | m | place
university | universidad | f | building place
stadium | estadio | m | building place
gym | gimnasio | m | building place
swimming pool | piscina | f | place
zoo | zoológico | m | place
beach | playa | f | place outdoors
square | plaza | f | place outdoors
bridge | puente | m | painted outdoors built
street | calle | f | outdoors
city | ciudad | f | town painted
village | pueblo | m | town painted
castle | castillo | m | building painted place
island | isla | f | outdoors town
mountain | montaña | f | painted outdoors high
lake | lago | m | painted outdoors
river | río | m | painted outdoors
forest | bosque | m | painted outdoors
farm | granja | f | place outdoors
tree | árbol | m | painted outdoors high
boy | niño | m | person young
girl | niña | f | person young
man/men | hombre | m | person
woman/women | mujer | f | person
doctor | médico | m | person job
nurse | enfermera | f | person job
teacher | profesor | m | person job
student | estudiante | m | person job common
waiter | mesero | m | person job
waitress | mesera | f | person job
lawyer | abogado | m | person job
engineer | ingeniero | m | person job
cook | cocinero | m | person job
police officer | policía | m | person job
baker | panadero | m | person job
driver | conductor | m | person job
singer | cantante | m | person job common
actor | actor | m | person job
actress | actriz | f | person job
writer | escritor | m | person job
painter | pintor | m | person job
journalist | periodista | m | person job common
mechanic | mecánico | m | person job
gardener | jardinero | m | person job
tourist | turista | m | person
neighbour | vecino | m | kin
friend | amigo | m | kin
mother | madre | f | kin single
father | padre | m | kin single
brother | hermano | m | kin
sister | hermana | f | kin
grandmother | abuela | f | kin single
grandfather | abuelo | m | kin single
aunt | tía | f | kin
uncle | tío | m | kin
son | hijo | m | kin
daughter | hija | f | kin
nephew | sobrino | m | kin
niece | sobrina | f | kin
boss | jefe | m | kin single
parents/parents | padres/padres | m | kin several
grandparents/grandparents | abuelos/abuelos | m | kin several
dog | perro | m | animal pet
cat | gato | m | animal pet
horse | caballo | m | animal
bird | pájaro | m | animal
cow | vaca | f | animal
pig | cerdo | m | animal
sheep/sheep | oveja | f | animal
rabbit | conejo | m | animal pet
duck | pato | m | animal
hen | gallina | f | animal
mouse/mice | ratón | m | animal
lion | león | m | animal wild
elephant | elefante | m | animal wild
monkey | mono | m | animal wild
tiger | tigre | m | animal wild
bear | oso | m | animal wild
guitar | guitarra | f | instrument buyable lent
piano | piano | m | instrument
violin | violín | m | instrument buyable lent
flute | flauta | f | instrument buyable lent
trumpet | trompeta | f | instrument buyable lent
football | fútbol | m | game mass
tennis | tenis | m | game mass
chess | ajedrez | m | game mass
basketball | baloncesto | m | game mass
volleyball | voleibol | m | game mass
Spanish | español | m | language subject mass
English | inglés | m | language subject mass
French | francés | m | language subject mass
German | alemán | m | language subject mass
Italian | italiano | m | language subject mass
music | música | f | subject mass heard
history | historia | f | subject mass
physics | física | f | subject mass
chemistry | química | f | subject mass
biology | biología | f | subject mass
film | película | f | watched
match | partido | m | watched won
documentary | documental | m | watched
programme | programa | m | watched
song | canción | f | sung written heard
question | pregunta | f | understood
answer | respuesta | f | understood known
lesson | lección | f | understood explained
word | palabra | f | understood text
problem | problema | m | understood explained solved
idea | idea | f | understood explained
exercise | ejercicio | m | understood explained solved
mistake | error | m | corrected explained
room | habitación | f | booked
animal | animal | m | beast
prize | premio | m | won
"""

# English | Spanish | ser or estar | tags
_ADJECTIVES = """
tall | alto | ser | person kin
young | joven | ser | person kin
old | viejo | ser | clothes furniture building vehicle town tree book photo map newspaper
intelligent | inteligente | ser | person kin pet
kind | amable | ser | person kin
funny | gracioso | ser | person watched told
shy | tímido | ser | person kin
honest | honesto | ser | person kin
strong | fuerte | ser | person kin
generous | generoso | ser | person kin
patient | paciente | ser | person kin
famous | famoso | ser | job
hard-working | trabajador | ser | person kin
serious | serio | ser | person kin
brave | valiente | ser | person kin
elegant | elegante | ser | person clothes
lazy | perezoso | ser | person kin pet
tired | cansado | estar | person kin animal
happy | contento | estar | person kin
sad | triste | estar | person kin
angry | enojado | estar | person kin
ill | enfermo | estar | person kin animal
busy | ocupado | estar | person kin
worried | preocupado | estar | person kin
nervous | nervioso | estar | person kin animal
bored | aburrido | estar | person kin
ready | listo | estar | person kin dish
surprised | sorprendido | estar | person kin
calm | tranquilo | estar | person kin
big | grande | ser | furniture building room town animal container tree garden
small | pequeño | ser | furniture building room town animal container tree garden
new | nuevo | ser | clothes furniture building vehicle device book dictionary toy suitcase teacher
expensive | caro | ser | clothes furniture vehicle device ring hotel restaurant cheese wine
cheap | barato | ser | clothes furniture vehicle device ticket hotel restaurant apartment fruit wine
beautiful | hermoso | ser | town building clothes outdoors ring flower sung animal painted
ugly | feo | ser | building clothes furniture
heavy | pesado | ser | container furniture
light | ligero | ser | container
modern | moderno | ser | building furniture device kitchen bathroom
useful | útil | ser | tool dictionary list device book idea
interesting | interesante | ser | told written watched subject book city idea question museum
boring | aburrido | ser | watched told lesson book match
difficult | difícil | ser | question lesson problem exercise language word
easy | fácil | ser | question lesson problem exercise language recipe
important | importante | ser | problem question lesson message report letter word
long | largo | ser | letter story message article report list watched sung written skirt coat dress
short | corto | ser | letter story message article report list watched sung lesson skirt coat dress
dangerous | peligroso | ser | wild
quiet | tranquilo | ser | town park beach street square library church hotel
comfortable | cómodo | ser | chair bed sofa shoe boot car bus sweater pillow hotel apartment
strange | extraño | ser | idea question answer word story film animal
red | rojo | ser | coloured
blue | azul | ser | coloured
green | verde | ser | coloured
yellow | amarillo | ser | coloured
white | blanco | ser | coloured
black | negro | ser | coloured
grey | gris | ser | coloured
brown | marrón | ser | coloured
clean | limpio | estar | clothes room dishware vehicle
dirty | sucio | estar | clothes room dishware vehicle
broken | roto | estar | device dishware furniture bicycle umbrella toy window
open | abierto | estar | opening shop museum library pharmacy restaurant bakery market zoo
closed | cerrado | estar | opening shop museum library pharmacy restaurant bakery market zoo
empty | vacío | estar | container room house shop theatre restaurant glass cup bus train
full | lleno | estar | container theatre restaurant glass cup bus train hotel stadium
wet | mojado | estar | clothes towel blanket newspaper book chair floor
dry | seco | estar | clothes towel blanket
hot | caliente | estar | soup hotdrink rice chicken potato pizza
cold | frío | estar | soup drink rice chicken potato pizza
delicious | delicioso | estar | food dish
fresh | fresco | estar | fruit vegetable fish bread milk meat
"""

# English | Spanish | objects | places | flags; a particle follows its verb after "+"
_FRAMES = """
eat ate eaten | comer | food | eating |
drink drank drunk | beber | drink | eating |
buy bought bought | comprar | food drink buyable clothes vehicle device furniture | shopping | for
sell sold sold | vender | food buyable clothes vehicle device furniture | shopping | to
read read read | leer | text | quiet |
write wrote written | escribir | written | quiet | to
see saw seen | ver | person kin | town | definite people brief chance
see saw seen | ver | animal | outdoors | indefinite brief chance
look +for | buscar | lost | | definite
find found found | encontrar | lost | town | definite brief chance
lose lost lost | perder | lost | town | definite brief chance
open | abrir | opening container letter | | definite brief
close | cerrar | opening container | | definite brief
clean | limpiar | room furniture vehicle opening | | definite
wash | lavar | clothes vehicle dishware washable | | definite
dry | secar | dishware towel shirt | | definite
iron | planchar | shirt skirt dress jacket | | definite
cook | cocinar | cooked | cooking | for
prepare | preparar | dish hotdrink cooked | cooking | for
bake | hornear | baked | cooking | for
cut cut cut | cortar | cut fruit | home | definite
order | pedir | dish food drink | restaurant | brief once
pay paid paid +for | pagar | dish booked coat dress suitcase | | definite brief
bring brought brought | traer | dish drink dishware gift | | for brief
give gave given | dar | gift | | to brief given
send sent sent | enviar | sent | | to brief
show showed shown | mostrar | photo passport letter garden | | definite to brief given
lend lent lent | prestar | lent | | to brief given
sing sang sung | cantar | sung | town | for
sing sang sung | cantar | | town | social
dance | bailar | | town | social
play | tocar | instrument | home | the
play | jugar @a | game | outdoors | generic fixed social
study | estudiar | subject | quiet |
learn | aprender | language | learning |
speak spoke spoken | hablar | language | |
teach taught taught | enseñar | subject | learning | to
understand understood understood | entender | understood | | definite brief chance
know knew known | conocer | person kin | | definite people stative
visit | visitar | kin | | definite people
visit | visitar | castle museum town zoo farm | | definite
help | ayudar | kin person | | definite people
call | llamar | kin | | definite people
wait +for | esperar | kin person | waiting | definite people
wait +for | esperar | public | | definite
invite | invitar | kin person | | definite people brief once
miss | extrañar | kin | | definite people stative
hug | abrazar | kin | | definite people
look +after | cuidar | kin animal young | | definite people
listen +to | escuchar | heard radio | home | definite
watch | ver | watched | watching |
paint | pintar | painted wall furniture | | definite once
draw drew drawn | dibujar | animal tree house flower castle | quiet |
repair | reparar | vehicle device opening furniture | | definite once
break broke broken | romper | dishware window mirror lamp toy | | definite brief chance
use | usar | device tool dictionary bicycle | | definite
need | necesitar | tool device clothes food vehicle thing | | stative
want | querer | food dish gift clothes device drink | | stative
have had had | tener | pet vehicle device instrument gift home | | stative
prefer preferred preferred | preferir | food drink clothes animal | | stative generic
drive drove driven | manejar | car lorry bus taxi | | definite
rent | alquilar | home boat car bicycle | travel | once
book | reservar | booked | | once
forget forgot forgotten | olvidar | lost | town | definite brief chance
receive | recibir | sent gift prize | | brief chance
carry | llevar | container instrument chair | | definite
put put put +on | poner | coat paired | | definite reflexive fixed brief
take took taken +off | quitar | coat paired | | definite reflexive fixed brief
choose chose chosen | elegir | clothes watched dish gift | | definite brief once
take took taken | tomar | public taxi | | brief
win won won | ganar | won | | definite brief chance
correct | corregir | mistake exercise report | | definite
explain | explicar | explained | | definite to
translate | traducir | written book | quiet | definite
print | imprimir | report article photo list ticket | | definite
sign | firmar | report letter list | | definite brief once
build built built | construir | bridge building boat | | once
hide hid hidden | esconder | lost gift | home | definite brief once
grow grew grown | cultivar | grown | growing | several
plant | plantar | tree flower | growing | several
tell told told | contar | told | | to given
solve | resolver | solved | | definite brief once
climb | escalar | mountain | | definite
dream dreamt dreamt +about | soñar @con | animal island castle kin | | definite
work | trabajar | | working |
sleep slept slept | dormir | | home |
rest | descansar | | home |
run ran run | correr | | outdoors | social
walk | caminar | | outdoors | social
swim swam swum | nadar | | water | social
cry | llorar | | home | chance
travel travelled travelled +to | viajar @a | town | | definite cities fixed social
live | vivir | | living | stative social placed
go went gone +to | ir @a | place | | definite cities fixed social brief
come came come +to | venir @a | place | | definite cities fixed social brief
arrive +at | llegar @a | place | | definite fixed brief
return +to | volver @a | place town | | definite cities fixed brief
stay | quedar | | living | reflexive social brief placed
get got got +up early | levantar @temprano | | | reflexive fixed neutral
wake woke woken +up early | despertar @temprano | | | reflexive fixed brief neutral
go went gone +to bed late | acostar @tarde | | | reflexive fixed neutral
have had had +a shower | duchar | | | reflexive fixed neutral
get got got +dressed | vestir | | | reflexive fixed neutral
fall fell fallen +asleep | dormir | | asleep | reflexive fixed brief chance
sit sat sat +down | sentar | | sitting | reflexive fixed brief
have had had +breakfast | desayunar | | eating | fixed social neutral
have had had +lunch | almorzar | | eating | fixed social neutral
have had had +dinner | cenar | | eating | fixed social neutral
"""

# Where things are done: English | Spanish, tables by name.
_PLACES = """
eating: at home | en casa; in the kitchen | en la cocina; at the restaurant | en el restaurante; \
in the garden | en el jardín; at the hotel | en el hotel
cooking: at home | en casa; in the kitchen | en la cocina; at the hotel | en el hotel; \
at the restaurant | en el restaurante
shopping: at the market | en el mercado; at the supermarket | en el supermercado; \
in the square | en la plaza; on the internet | por internet
quiet: at home | en casa; at the library | en la biblioteca; in the garden | en el jardín; \
at school | en la escuela; in the living room | en la sala
town: in the park | en el parque; at the station | en la estación; in the street | en la calle; \
at the airport | en el aeropuerto; in the square | en la plaza; at the theatre | en el teatro
outdoors: in the park | en el parque; on the beach | en la playa; in the forest | en el bosque; \
near the river | cerca del río; in the countryside | en el campo
home: at home | en casa; in the kitchen | en la cocina; at the hotel | en el hotel; \
in the living room | en la sala
restaurant: at the restaurant | en el restaurante; at the hotel | en el hotel
learning: at the university | en la universidad; at school | en la escuela; \
in the office | en la oficina
waiting: at the station | en la estación; at the airport | en el aeropuerto; \
in front of the bank | frente al banco; near the bridge | cerca del puente
watching: at home | en casa; at the cinema | en el cine
travel: in the mountains | en las montañas; in Spain | en España; near the beach | cerca de la playa
growing: in the garden | en el jardín; on the farm | en la granja
working: in the office | en la oficina; at the hospital | en el hospital; \
at the bank | en el banco; at home | en casa; on the farm | en la granja; \
at the bakery | en la panadería; in Madrid | en Madrid; at the pharmacy | en la farmacia
water: in the lake | en el lago; in the river | en el río; in the sea | en el mar; \
in the swimming pool | en la piscina
living: in Lima | en Lima; in London | en Londres; in a small village | en un pueblo pequeño; \
in Mexico | en México; near the station | cerca de la estación; in Germany | en Alemania; \
in a big city | en una ciudad grande; in Spain | en España; in this street | en esta calle
asleep: on the sofa | en el sofá; on the train | en el tren; \
in the cinema | en el cine; at the library | en la biblioteca
sitting: in the garden | en el jardín; near the window | cerca de la ventana; \
next to the door | junto a la puerta; under the tree | debajo del árbol
"""

NAMES = {
    "Tom David Juan Carlos Pedro Miguel Daniel Pablo Luis Jorge": False,
    "María Ana Elena Lucía Laura Carmen Sara Julia Isabel Rosa": True,
}

CITIES = {
    "Madrid": "Madrid",
    "Barcelona": "Barcelona",
    "London": "Londres",
    "Paris": "París",
    "Rome": "Roma",
    "Lima": "Lima",
    "Berlin": "Berlín",
    "Bogotá": "Bogotá",
    "Mexico": "México",
    "Spain": "España",
    "France": "Francia",
    "Italy": "Italia",
    "Argentina": "Argentina",
    "Chile": "Chile",
    "Portugal": "Portugal",
}

DAYS = {
    "Monday": "lunes",
    "Tuesday": "martes",
    "Wednesday": "miércoles",
    "Thursday": "jueves",
    "Friday": "viernes",
    "Saturday": "sábado",
    "Sunday": "domingo",
}

NUMBERS = (
    "two dos|three tres|four cuatro|five cinco|six seis|seven siete|eight ocho|nine nueve|ten diez|"
    "eleven once|twelve doce|fifteen quince|twenty veinte|thirty treinta|forty cuarenta|"
    "fifty cincuenta|sixty sesenta|seventy setenta|eighty ochenta|ninety noventa"
)


def _rows(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines():
        yield [column.strip() for column in line.split("|")]


def _noun(en: str, es: str, gender: str, tags: str) -> Noun:
    one, _, many = en.partition("/")
    uno, _, muchos = es.partition("/")
    many, muchos = many or english.plural(one), muchos or spanish.plural(uno)
    return Noun(one, many, uno, muchos, gender == "f", frozenset([*tags.split(), one]))


def _frame(en: str, es: str, objects: str, places: str, flags: str) -> Frame:
    verb, _, particle = en.partition(" +")
    infinitive, _, es_particle = es.partition(" @")
    return Frame(
        EnglishVerb.of(verb),
        particle,
        infinitive,
        es_particle,
        tuple(objects.split()),
        places,
        frozenset(flags.split()),
    )


def _places() -> dict[str, list[tuple[str, str]]]:
    tables = (line.split(": ") for line in _PLACES.strip().splitlines())
    return {
        name: [tuple(place.strip().split(" | ")) for place in places.split(";")]
        for name, places in tables
    }


NOUNS = tuple(_noun(*row) for row in _rows(_NOUNS))
ADJECTIVES = tuple(
    Adjective(en, es, verb, frozenset(tags.split())) for en, es, verb, tags in _rows(_ADJECTIVES)
)
FRAMES = tuple(_frame(*row) for row in _rows(_FRAMES))
PLACES = _places()
