/*
 * The replay loop of this package written in C: the yardstick of the benchmark. One lane, the pessimistic fill rules
 * (docs/fills.md), the grid with all its features (docs/grid.md), the risk gate (docs/safety.md). Tapes are those of
 * order books: feeds of best quotes alone have rules of their own that are left out here.
 *
 *     engine TAPE SETTINGS REPEATS
 *
 * TAPE is a compiled tape (src/market/compiledTape.ts) as raw columns, see readTape; SETTINGS has lines "name value".
 * With REPEATS 0 it simulates once and prints fills, samples and account; otherwise it simulates once untimed and then
 * prints the nanoseconds of each of REPEATS runs. The harness compares every printed number with that of the TypeScript
 * session: they have to be the same doubles, so every formula keeps the order of operations of its original.
 * Compile with -ffp-contract=off.
 */

#define _POSIX_C_SOURCE 200809L
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BID = 0, ASK = 1 };

#define SLOTS_PER_SIDE 32
#define NEAR_ROWS 32
#define SLOTS (2 * SLOTS_PER_SIDE)
#define NO_PRICE INT32_MIN
#define OWN_ORDERS_HERE INT32_MIN
#define LOTS_MASK INT32_MAX
#define FLIGHT_LENGTH 256
#define RECENT_INTENTS 64
#define MAX_QUOTES 20
#define MAX_LEVELS 15
#define SAMPLE_US 1e6
#define ROC_SAMPLES 10
#define TREND_SAMPLES 5
#define VOLATILITY_SAMPLES 30
#define HAIR 1e-6
#define REMEMBERED_MIDS (VOLATILITY_SAMPLES + 1)

static void fail(const char *what, const char *which) {
  fprintf(stderr, "engine: %s %s\n", what, which);
  exit(1);
}

static void *zeroed(size_t count, size_t size) {
  void *memory = calloc(count > 0 ? count : 1, size);
  if (memory == NULL) fail("out of memory", "");
  return memory;
}

/* fmin and fmax would be calls: they treat NaN, which none of these can be. */
static inline double smaller(double a, double b) { return a < b ? a : b; }
static inline double larger(double a, double b) { return a > b ? a : b; }

static inline int highestBit(uint32_t mask) { return 31 - __builtin_clz(mask); }

/* ---------------------------------------------------------------- settings */

typedef struct {
  double tickSize, lotSize, minNotional, makerFeeBps, takerFeeBps;
  double capital, decisionUs, durationUs, feedUs, orderUs, responseUs;
  double orderNotionalPct, openNotionalPct, positionPct, collarPct, openOrders, duplicateMs;
  double repeatedFills, repeatedFillsWindowSeconds, repeatedFillsPauseSeconds, rejectStreak;
  double stalePullSeconds, staleHaltSeconds, lossWarnPct, lossReducePct, lossHaltPct;
  double spreadBps, spreadBufferBps, volatilityMultiplier, levels, orderSizeUsd, gridResetBps;
  double inventoryLimitPct, inventorySkewSteps, recentreInventoryPct;
  double pauseOnTrend, rocPauseBps, pauseSeconds;
  double forceCloseOnTrend, forceCloseBps, forceClosePausedBps, stopLossPct;
} Settings;

#define SETTING(name) {#name, offsetof(Settings, name)}
static const struct {
  const char *name;
  size_t offset;
} settingNames[] = {
  SETTING(tickSize), SETTING(lotSize), SETTING(minNotional), SETTING(makerFeeBps), SETTING(takerFeeBps),
  SETTING(capital), SETTING(decisionUs), SETTING(durationUs), SETTING(feedUs), SETTING(orderUs), SETTING(responseUs),
  SETTING(orderNotionalPct), SETTING(openNotionalPct), SETTING(positionPct), SETTING(collarPct), SETTING(openOrders),
  SETTING(duplicateMs), SETTING(repeatedFills), SETTING(repeatedFillsWindowSeconds),
  SETTING(repeatedFillsPauseSeconds), SETTING(rejectStreak), SETTING(stalePullSeconds), SETTING(staleHaltSeconds),
  SETTING(lossWarnPct), SETTING(lossReducePct), SETTING(lossHaltPct), SETTING(spreadBps), SETTING(spreadBufferBps),
  SETTING(volatilityMultiplier), SETTING(levels), SETTING(orderSizeUsd), SETTING(gridResetBps),
  SETTING(inventoryLimitPct), SETTING(inventorySkewSteps), SETTING(recentreInventoryPct), SETTING(pauseOnTrend),
  SETTING(rocPauseBps), SETTING(pauseSeconds), SETTING(forceCloseOnTrend), SETTING(forceCloseBps),
  SETTING(forceClosePausedBps), SETTING(stopLossPct),
};
#define SETTING_COUNT (sizeof settingNames / sizeof settingNames[0])

static void readSettings(const char *path, Settings *settings) {
  FILE *file = fopen(path, "r");
  if (file == NULL) fail("cannot open", path);
  bool seen[SETTING_COUNT] = {false};
  char name[64];
  double value;
  while (fscanf(file, "%63s %lf", name, &value) == 2) {
    size_t i = 0;
    while (i < SETTING_COUNT && strcmp(settingNames[i].name, name) != 0) i++;
    if (i == SETTING_COUNT) fail("unknown setting", name);
    *(double *)((char *)settings + settingNames[i].offset) = value;
    seen[i] = true;
  }
  fclose(file);
  for (size_t i = 0; i < SETTING_COUNT; i++) {
    if (!seen[i]) fail("missing setting", settingNames[i].name);
  }
}

/* -------------------------------------------------------------------- tape */

/* A reset has rate and markTicks 0 and isFunding 0. Applied before the row of its index. */
typedef struct {
  double index, timeUs, isFunding, markTicks, rate;
} Mark;

typedef struct {
  int64_t length, markCount;
  int32_t baseTicks, width;
  double *timeUs;
  Mark *marks;
  int32_t *code, *lots;
} Tape;

static void *readColumn(FILE *file, size_t count, size_t size) {
  void *column = zeroed(count, size);
  if (fread(column, size, count, file) != count) fail("the tape file is cut short", "");
  return column;
}

/* Doubles length, baseTicks, width, number of marks; then the columns times, marks, codes, lots. */
static Tape readTape(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) fail("cannot open", path);
  double *head = readColumn(file, 4, sizeof(double));
  Tape tape = {
    .length = (int64_t)head[0],
    .baseTicks = (int32_t)head[1],
    .width = (int32_t)head[2],
    .markCount = (int64_t)head[3]};
  free(head);
  tape.timeUs = readColumn(file, (size_t)tape.length, sizeof(double));
  tape.marks = readColumn(file, (size_t)tape.markCount, sizeof(Mark));
  tape.code = readColumn(file, (size_t)tape.length, sizeof(int32_t));
  tape.lots = readColumn(file, (size_t)tape.length, sizeof(int32_t));
  fclose(file);
  return tape;
}

/* ------------------------------------------------------------------- state */

/* Mirrored sides: a bid at price index p is at x = p, an ask at x = -p; larger is better on either side. */
typedef struct {
  int32_t width;
  int32_t *levels; /* [2 * index + side]; the sign bit marks own orders */
  int32_t best[2]; /* mirrored */
} Book;

typedef struct {
  int32_t x[SLOTS], left[SLOTS], number[SLOTS];
  double ahead[SLOTS];
  int64_t arrival[SLOTS];
  int64_t arrivals;
  uint32_t live[2];
  int32_t best[2];
  uint32_t *at; /* mask of own orders per level */
} OwnOrders;

typedef struct {
  double timeUs, fee, midTicks;
  int32_t order, priceTicks, lots, inventoryLots;
  int8_t side, maker, slot;
} Execution;

typedef struct {
  Execution *rows;
  int32_t length, capacity;
} Executions;

typedef struct {
  double timeUs;
  uint32_t place[2], cancel[2];
  int32_t takeLots;
} Request;

typedef struct {
  double timeUs;
  uint32_t accepted[2], rejected[2], ended[2], cancelAnswered[2];
  int32_t fillsFrom, fillsTo;
  bool takerDone;
} Response;

typedef struct {
  Request rows[FLIGHT_LENGTH];
  uint32_t head, tail;
} RequestFlight;

typedef struct {
  Response rows[FLIGHT_LENGTH];
  uint32_t head, tail;
} ResponseFlight;

typedef struct {
  int32_t ticks[2][MAX_QUOTES], lots[2][MAX_QUOTES];
  int32_t count[2];
  int32_t takeLots;
  int32_t revision; /* how often it was cleared: while it stands still, so do the quotes */
  bool paused[2];
} Sheet;

typedef struct {
  double values[REMEMBERED_MIDS];
  int64_t count;
} Samples;

typedef struct {
  Samples mids;
  double limit, stopLoss, nextSampleUs, trendBps, pausedUntilUs[2], centreTicks;
  int32_t ticks[2][MAX_LEVELS], lots[2][MAX_LEVELS];
  bool stopped, changed;
  /* What was written last, and the touches at which it would be written again. */
  int32_t written, revision;
  int32_t askAbove, askUpTo, bidBelow, bidDownTo;
} Grid;

typedef enum { ACTIVE, REDUCING, HALTED } RiskState;

typedef struct {
  RiskState lossState;
  bool overPosition, warned, stale;
  int32_t rejectedInARow, fillCount[2];
  int64_t intents;
  double versionCap, pausedUntilUs[2];
  double *fillTimesUs[2];
  double intentTimeUs[RECENT_INTENTS];
  int32_t intentTicks[RECENT_INTENTS], intentLots[RECENT_INTENTS];
} Gate;

typedef struct {
  double timeUs, midTicks, openNotional;
  int32_t inventoryLots, openOrders, sideLots;
} Exposure;

typedef struct {
  int32_t decisions, placed, cancelled, rejected, filled, forceCloses, denied, riskEvents;
} Counters;

/* What the trader knows; the exchange's truth is in the other parts of Engine. */
typedef struct {
  double nextTimerUs, cashTickLots, feesPaid, rebates;
  int32_t ticks[SLOTS], lots[SLOTS], left[SLOTS];
  uint32_t used[2], cancelling[2], place[2], cancel[2];
  int32_t orderNumber, inventoryLots;
  int32_t fillsFrom, fillsTo; /* executions that the strategy has not been told of yet */
  bool takerUnderWay, settled;
  Sheet sheet;
  /* Quotes of the sheet that risk lets it want; those compared last, with the sheet's revision then. */
  int32_t wanted[2];
  Sheet compared;
} Desk;

typedef struct {
  double *profit, *volume;
  int32_t *inventoryLots;
  uint8_t *paused;
  int32_t length;
} AccountSamples;

typedef struct {
  const Tape *tape;
  const Settings *settings;
  double tickLotValue, lotsPerUnit;
  bool wholeLotsPerUnit;
  Book book;
  OwnOrders orders;
  Executions executions;
  RequestFlight requests;
  ResponseFlight responses;
  Desk desk;
  Gate gate;
  Grid grid;
  Counters counters;
  AccountSamples samples;
  int64_t row, mark;
  double nowUs, lastRowUs, wakeAtUs;
  double lastMidTicks, instantUs, midBeforeInstant;
  int32_t inventoryLots;
  double cashTickLots, volumeTickLots, feesPaid, rebates, fundingPaid;
} Engine;

/* -------------------------------------------------------------------- book */

static inline int32_t levelOf(int side, int32_t x) { return side == BID ? 2 * x : -2 * x + 1; }

static inline int32_t lotsAt(const Book *book, int side, int32_t index) {
  return book->levels[2 * index + side] & LOTS_MASK;
}

static inline bool isTwoSided(const Book *book) { return book->best[BID] >= 0 && book->best[ASK] > -book->width; }

static void clearBook(Book *book) {
  for (int64_t i = 0; i < 2 * (int64_t)book->width; i++) book->levels[i] &= OWN_ORDERS_HERE;
  book->best[BID] = -1;
  book->best[ASK] = -book->width;
}

/* Mirrored price of the next level with size strictly worse than `index`. */
static int32_t nextWorse(const Book *book, int side, int32_t index) {
  int32_t i = index;
  if (side == BID) {
    do i--;
    while (i >= 0 && lotsAt(book, BID, i) == 0);
    return i;
  }
  do i++;
  while (i < book->width && lotsAt(book, ASK, i) == 0);
  return -i;
}

static void rememberMid(Engine *e) {
  if (!isTwoSided(&e->book)) return;
  e->lastMidTicks = (e->book.best[BID] - e->book.best[ASK]) / 2.0 + e->tape->baseTicks;
}

static double midTicks(Engine *e) {
  rememberMid(e);
  return e->lastMidTicks;
}

static double midBeforeTicks(Engine *e) {
  return e->instantUs == e->nowUs ? e->midBeforeInstant : midTicks(e);
}

static void beforeTouchChange(Engine *e) {
  rememberMid(e);
  if (e->instantUs == e->nowUs) return;
  e->instantUs = e->nowUs;
  e->midBeforeInstant = e->lastMidTicks;
}

/* -------------------------------------------------------- executions, account */

static Execution *addExecution(Executions *log) {
  if (log->length == log->capacity) {
    log->capacity *= 2;
    log->rows = realloc(log->rows, (size_t)log->capacity * sizeof(Execution));
    if (log->rows == NULL) fail("out of memory", "");
  }
  return &log->rows[log->length++];
}

static void execute(Engine *e, int slot, int32_t number, int side, int32_t priceTicks, int32_t lots, bool maker) {
  int32_t signedLots = side == BID ? lots : -lots;
  double value = (double)priceTicks * lots;
  double bps = maker ? e->settings->makerFeeBps : e->settings->takerFeeBps;
  double fee = value * e->tickLotValue * bps / 10000;
  e->inventoryLots += signedLots;
  e->cashTickLots -= (double)priceTicks * signedLots;
  e->volumeTickLots += value;
  if (fee >= 0) e->feesPaid += fee;
  else e->rebates -= fee;
  *addExecution(&e->executions) = (Execution){
    .timeUs = e->nowUs, .fee = fee, .midTicks = midBeforeTicks(e), .order = number, .priceTicks = priceTicks,
    .lots = lots, .inventoryLots = e->inventoryLots, .side = (int8_t)side, .maker = maker, .slot = (int8_t)slot};
}

static double profit(Engine *e) {
  double position = e->inventoryLots == 0 ? 0 : e->inventoryLots * midTicks(e);
  return (e->cashTickLots + position) * e->tickLotValue - e->feesPaid + e->rebates - e->fundingPaid;
}

/* -------------------------------------------------------------- own orders */

/* Where a unit is a whole number of lots, dividing by it gives the double nearest to the decimal. */
static inline double unitsOf(const Engine *e, int32_t lots) {
  return e->wholeLotsPerUnit ? lots / e->lotsPerUnit : lots * e->settings->lotSize;
}

static inline double roundHalfUp(double value) {
  double whole = floor(value);
  return value - whole >= 0.5 ? whole + 1 : whole;
}

/* What the level shows; while its side of the book is unknown the order waits behind everything. */
static double queueAhead(const Engine *e, int side, int32_t level) {
  bool known = side == BID ? e->book.best[BID] >= 0 : e->book.best[ASK] > -e->book.width;
  return known ? unitsOf(e, e->book.levels[level] & LOTS_MASK) : INFINITY;
}

static bool orderArrives(Engine *e, int side, int slot) {
  OwnOrders *orders = &e->orders;
  int32_t x = orders->x[slot];
  if (abs(x) >= e->book.width || (side == BID ? x < 0 : x > 0)) return false;
  if (x + e->book.best[1 - side] >= 0) return false;
  int32_t level = levelOf(side, x);
  uint32_t bit = 1u << (slot & 31);
  orders->live[side] |= bit;
  orders->at[level] |= bit;
  orders->ahead[slot] = queueAhead(e, side, level);
  orders->arrival[slot] = orders->arrivals++;
  e->book.levels[level] |= OWN_ORDERS_HERE;
  if (x > orders->best[side]) orders->best[side] = x;
  return true;
}

static int32_t bestLive(const OwnOrders *orders, int side) {
  int32_t best = NO_PRICE;
  for (uint32_t mask = orders->live[side]; mask != 0;) {
    int i = highestBit(mask);
    mask &= ~(1u << i);
    int32_t x = orders->x[side * SLOTS_PER_SIDE + i];
    if (x > best) best = x;
  }
  return best;
}

static void removeOrder(Engine *e, int side, int slot) {
  OwnOrders *orders = &e->orders;
  int32_t x = orders->x[slot];
  int32_t level = levelOf(side, x);
  uint32_t bit = 1u << (slot & 31);
  orders->live[side] &= ~bit;
  orders->at[level] &= ~bit;
  if (orders->at[level] == 0) e->book.levels[level] &= LOTS_MASK;
  if (x == orders->best[side]) orders->best[side] = bestLive(orders, side);
}

static void fillOrder(Engine *e, int side, int slot, int32_t lots) {
  OwnOrders *orders = &e->orders;
  int32_t index = side == BID ? orders->x[slot] : -orders->x[slot];
  orders->left[slot] -= lots;
  if (orders->left[slot] == 0) removeOrder(e, side, slot);
  execute(e, slot, orders->number[slot], side, index + e->tape->baseTicks, lots, true);
}

/* Risk-averse: a decrease without a trade happened behind us as long as the level leaves room for that. */
static void depthAtOwn(Engine *e, int32_t level, int32_t lots) {
  OwnOrders *orders = &e->orders;
  e->book.levels[level] = lots | OWN_ORDERS_HERE;
  double units = unitsOf(e, lots);
  for (uint32_t mask = orders->at[level]; mask != 0;) {
    int i = highestBit(mask);
    mask &= ~(1u << i);
    double *ahead = &orders->ahead[(level & 1) * SLOTS_PER_SIDE + i];
    if (units < *ahead) *ahead = units;
  }
}

static int earliest(const OwnOrders *orders, int side, uint32_t mask) {
  int first = -1;
  while (mask != 0) {
    int i = highestBit(mask);
    mask &= ~(1u << i);
    int slot = side * SLOTS_PER_SIDE + i;
    if (first < 0 || orders->arrival[slot] < orders->arrival[first]) first = slot;
  }
  return first;
}

/* Works off the queue by a trade at our price; returns the lots it gave us. */
static int32_t tradeAtPrice(Engine *e, int side, int slot, int32_t lots, int32_t givenToEarlier) {
  OwnOrders *orders = &e->orders;
  orders->ahead[slot] -= unitsOf(e, lots);
  double past = roundHalfUp(-orders->ahead[slot] / e->settings->lotSize);
  if (past <= 0) return 0;
  orders->ahead[slot] = 0;
  int32_t shared = (past < lots ? (int32_t)past : lots) - givenToEarlier;
  int32_t filled = shared < orders->left[slot] ? shared : orders->left[slot];
  if (filled <= 0) return 0;
  fillOrder(e, side, slot, filled);
  return filled;
}

/* ------------------------------------------------------ requests, responses */

static inline double nextRequestUs(const Engine *e) {
  const RequestFlight *flight = &e->requests;
  return flight->head == flight->tail ? INFINITY : flight->rows[flight->head % FLIGHT_LENGTH].timeUs;
}

static inline double nextResponseUs(const Engine *e) {
  const ResponseFlight *flight = &e->responses;
  return flight->head == flight->tail ? INFINITY : flight->rows[flight->head % FLIGHT_LENGTH].timeUs;
}

static void schedule(Engine *e) {
  e->wakeAtUs = smaller(smaller(nextRequestUs(e), nextResponseUs(e)), e->desk.nextTimerUs);
}

static void sendRequest(Engine *e, double decidedUs, int32_t takeLots) {
  RequestFlight *flight = &e->requests;
  if (flight->tail - flight->head == FLIGHT_LENGTH) fail("too many messages under way", "");
  const Desk *desk = &e->desk;
  flight->rows[flight->tail++ % FLIGHT_LENGTH] = (Request){
    .timeUs = decidedUs + e->settings->feedUs + e->settings->orderUs,
    .place = {desk->place[BID], desk->place[ASK]},
    .cancel = {desk->cancel[BID], desk->cancel[ASK]},
    .takeLots = takeLots};
  schedule(e);
}

static void respond(Engine *e, Response *response) {
  ResponseFlight *flight = &e->responses;
  if (flight->tail - flight->head == FLIGHT_LENGTH) fail("too many messages under way", "");
  response->timeUs = e->nowUs + larger(0, e->settings->responseUs - e->settings->feedUs);
  response->fillsTo = e->executions.length;
  flight->rows[flight->tail++ % FLIGHT_LENGTH] = *response;
  if (response->timeUs < e->wakeAtUs) e->wakeAtUs = response->timeUs;
}

/* Sends word of the fills since `from`; a slot that no longer rests has ended. */
static void reportFills(Engine *e, int32_t from) {
  if (from == e->executions.length) return;
  Response response = {.fillsFrom = from};
  for (int32_t i = from; i < e->executions.length; i++) {
    int slot = e->executions.rows[i].slot;
    int side = slot < SLOTS_PER_SIDE ? BID : ASK;
    uint32_t bit = 1u << (slot & 31);
    if ((e->orders.live[side] & bit) == 0) response.ended[side] |= bit;
  }
  respond(e, &response);
}

/*
 * A taker order walks the displayed book from the best price; what the book does not show stays unfilled. Reduce-only:
 * what own quotes have closed since it was sent is not taken.
 */
static void takeLiquidity(Engine *e, int32_t signedLots) {
  Book *book = &e->book;
  int side = signedLots > 0 ? ASK : BID;
  bool closes = (signedLots > 0 && e->inventoryLots < 0) || (signedLots < 0 && e->inventoryLots > 0);
  int32_t closable = closes ? abs(e->inventoryLots) : 0;
  int32_t left = abs(signedLots) < closable ? abs(signedLots) : closable;
  int32_t x = book->best[side];
  while (left > 0) {
    int32_t index = side == BID ? x : -x;
    if (index < 0 || index >= book->width) return;
    int32_t shown = lotsAt(book, side, index);
    int32_t lots = left < shown ? left : shown;
    if (lots > 0) execute(e, -1, -1, 1 - side, index + e->tape->baseTicks, lots, false);
    left -= lots;
    x = nextWorse(book, side, index);
  }
}

static void requestArrives(Engine *e) {
  const Request *request = &e->requests.rows[e->requests.head++ % FLIGHT_LENGTH];
  Response response = {.fillsFrom = e->executions.length};
  for (int side = BID; side <= ASK; side++) {
    response.cancelAnswered[side] = request->cancel[side];
    for (uint32_t mask = request->cancel[side] & e->orders.live[side]; mask != 0;) {
      int i = highestBit(mask);
      mask &= ~(1u << i);
      removeOrder(e, side, side * SLOTS_PER_SIDE + i);
      response.ended[side] |= 1u << i;
    }
  }
  if (request->takeLots != 0) {
    takeLiquidity(e, request->takeLots);
    response.takerDone = true;
  }
  for (int side = BID; side <= ASK; side++) {
    for (uint32_t mask = request->place[side]; mask != 0;) {
      int i = highestBit(mask);
      mask &= ~(1u << i);
      if (orderArrives(e, side, side * SLOTS_PER_SIDE + i)) {
        response.accepted[side] |= 1u << i;
      } else {
        response.rejected[side] |= 1u << i;
        response.ended[side] |= 1u << i;
      }
    }
  }
  respond(e, &response);
}

/* -------------------------------------------------------------------- risk */

static inline double notional(const Engine *e, double priceTicks, double lots) {
  return fabs(priceTicks * lots) * e->tickLotValue;
}

static RiskState riskState(const Gate *gate) {
  if (gate->lossState != ACTIVE) return gate->lossState;
  return gate->overPosition ? REDUCING : ACTIVE;
}

static void escalate(Engine *e, RiskState to) {
  if (e->gate.lossState == HALTED || e->gate.lossState == to) return;
  e->gate.lossState = to;
  e->counters.riskEvents++;
}

static void observe(Engine *e, double knownProfit, double mid, double dataAgeUs) {
  const Settings *s = e->settings;
  Gate *gate = &e->gate;
  double lossPct = -knownProfit / s->capital * 100;
  if (!(lossPct < s->lossHaltPct)) escalate(e, HALTED);
  else if (lossPct >= s->lossReducePct) escalate(e, REDUCING);
  else if (lossPct >= s->lossWarnPct && !gate->warned) {
    gate->warned = true;
    e->counters.riskEvents++;
  }
  bool over = !(notional(e, mid, e->desk.inventoryLots) <= s->capital * s->positionPct / 100);
  if (over && !gate->overPosition) e->counters.riskEvents++;
  gate->overPosition = over;
  bool stale = dataAgeUs > s->stalePullSeconds * 1e6;
  if (stale && !gate->stale) e->counters.riskEvents++;
  gate->stale = stale;
  if (dataAgeUs > s->staleHaltSeconds * 1e6) escalate(e, HALTED);
}

static bool sideClosed(const Engine *e, int side, double timeUs, double mid) {
  const Gate *gate = &e->gate;
  int32_t inventory = e->desk.inventoryLots;
  RiskState state = riskState(gate);
  if (state == HALTED || timeUs < gate->pausedUntilUs[side]) return true;
  bool grows = side == BID ? inventory >= 0 : inventory <= 0;
  if (!grows) return false;
  if (state == REDUCING) return true;
  return inventory != 0 && notional(e, mid, inventory) > gate->versionCap;
}

static bool isDuplicate(const Gate *gate, double sinceUs, int32_t priceTicks, int32_t signedLots) {
  for (int i = 0; i < RECENT_INTENTS; i++) {
    if (gate->intentTimeUs[i] > sinceUs && gate->intentTicks[i] == priceTicks && gate->intentLots[i] == signedLots) {
      return true;
    }
  }
  return false;
}

/* Judges one new order on an open side; approval remembers it. */
static bool denies(Engine *e, int side, int32_t priceTicks, int32_t lots, const Exposure *exposure) {
  const Settings *s = e->settings;
  Gate *gate = &e->gate;
  double value = notional(e, priceTicks, lots);
  if (!(lots > 0) || value < s->minNotional) return true;
  if (value > s->capital * s->orderNotionalPct / 100) return true;
  if (!(fabs(priceTicks - exposure->midTicks) <= exposure->midTicks * s->collarPct / 100)) return true;
  if (riskState(gate) == REDUCING && exposure->sideLots + lots > abs(exposure->inventoryLots)) return true;
  if (exposure->openOrders >= s->openOrders) return true;
  if (exposure->openNotional + value > s->capital * s->openNotionalPct / 100) return true;
  int32_t signedLots = side == BID ? lots : -lots;
  if (isDuplicate(gate, exposure->timeUs - s->duplicateMs * 1000, priceTicks, signedLots)) return true;
  int i = (int)(gate->intents++ % RECENT_INTENTS);
  gate->intentTimeUs[i] = exposure->timeUs;
  gate->intentTicks[i] = priceTicks;
  gate->intentLots[i] = signedLots;
  return false;
}

/* A taker order may only close: opposite to the position and not larger. */
static bool deniesTaker(const Engine *e, int32_t signedLots) {
  int32_t inventory = e->desk.inventoryLots;
  if (riskState(&e->gate) == HALTED) return true;
  bool opposite = (signedLots > 0 && inventory < 0) || (signedLots < 0 && inventory > 0);
  return !(opposite && abs(signedLots) <= abs(inventory));
}

static void orderFilled(Engine *e, int side, double timeUs) {
  const Settings *s = e->settings;
  Gate *gate = &e->gate;
  int32_t window = (int32_t)s->repeatedFills;
  double *times = gate->fillTimesUs[side];
  int32_t count = gate->fillCount[side]++;
  times[count % window] = timeUs;
  if (timeUs - times[(count + 1) % window] > s->repeatedFillsWindowSeconds * 1e6) return;
  gate->pausedUntilUs[side] = timeUs + s->repeatedFillsPauseSeconds * 1e6;
  for (int32_t i = 0; i < window; i++) times[i] = -INFINITY;
  e->counters.riskEvents++;
}

static void answered(Engine *e, bool anyAccepted) {
  Gate *gate = &e->gate;
  gate->rejectedInARow = anyAccepted ? 0 : gate->rejectedInARow + 1;
  if (gate->rejectedInARow != e->settings->rejectStreak) return;
  gate->lossState = HALTED;
  e->counters.riskEvents++;
}

/* -------------------------------------------------------------------- grid */

static int64_t remembered(const Samples *samples) {
  return samples->count < REMEMBERED_MIDS ? samples->count : REMEMBERED_MIDS;
}

static double sampleAt(const Samples *samples, int age) {
  return samples->values[(samples->count - 1 - age) % REMEMBERED_MIDS];
}

static double sampleMean(const Samples *samples, int from, int n) {
  double sum = 0;
  for (int age = from; age < from + n; age++) sum += sampleAt(samples, age);
  return sum / n;
}

static double trendBps(const Samples *samples) {
  if (remembered(samples) < 2 * TREND_SAMPLES) return 0;
  return (sampleMean(samples, 0, TREND_SAMPLES) / sampleMean(samples, TREND_SAMPLES, TREND_SAMPLES) - 1) * 10000;
}

static double rateOfChangeBps(const Samples *samples) {
  if (remembered(samples) <= ROC_SAMPLES) return 0;
  return (sampleAt(samples, 0) / sampleAt(samples, ROC_SAMPLES) - 1) * 10000;
}

static double meanAbsoluteReturnBps(const Samples *samples) {
  int64_t steps = remembered(samples) - 1;
  if (steps > VOLATILITY_SAMPLES) steps = VOLATILITY_SAMPLES;
  if (steps < 1) return 0;
  double sum = 0;
  for (int age = 0; age < steps; age++) sum += fabs(sampleAt(samples, age) / sampleAt(samples, age + 1) - 1);
  return sum / (double)steps * 10000;
}

static void sampleMid(Engine *e, double timeUs, double mid) {
  const Settings *s = e->settings;
  Grid *grid = &e->grid;
  if (timeUs < grid->nextSampleUs) return;
  while (grid->nextSampleUs <= timeUs) grid->nextSampleUs += SAMPLE_US;
  grid->mids.values[grid->mids.count++ % REMEMBERED_MIDS] = mid;
  grid->trendBps = trendBps(&grid->mids);
  if (s->pauseOnTrend == 0) return;
  double roc = rateOfChangeBps(&grid->mids);
  double untilUs = timeUs + larger(SAMPLE_US, s->pauseSeconds * 1e6);
  if (roc > s->rocPauseBps) grid->pausedUntilUs[ASK] = untilUs;
  if (roc < -s->rocPauseBps) grid->pausedUntilUs[BID] = untilUs;
}

static bool closesOnTrend(const Engine *e, double timeUs) {
  const Settings *s = e->settings;
  const Grid *grid = &e->grid;
  int32_t inventory = e->desk.inventoryLots;
  if (s->forceCloseOnTrend == 0 || inventory == 0) return false;
  bool paused = timeUs < grid->pausedUntilUs[BID] || timeUs < grid->pausedUntilUs[ASK];
  double threshold = paused ? s->forceClosePausedBps : s->forceCloseBps;
  return inventory > 0 ? grid->trendBps < -threshold : grid->trendBps > threshold;
}

static double minLotsOf(const Engine *e) { return e->settings->minNotional / (e->grid.centreTicks * e->tickLotValue); }

static void takeOutFilled(Engine *e) {
  Grid *grid = &e->grid;
  if (e->desk.fillsFrom == e->desk.fillsTo) return;
  double minLots = minLotsOf(e);
  int levels = (int)e->settings->levels;
  for (int32_t f = e->desk.fillsFrom; f < e->desk.fillsTo; f++) {
    const Execution *fill = &e->executions.rows[f];
    int32_t *ticks = grid->ticks[fill->side];
    int32_t *lots = grid->lots[fill->side];
    int level = 0;
    while (level < levels && ticks[level] != fill->priceTicks) level++;
    if (level == levels) continue;
    int32_t left = lots[level] - fill->lots;
    lots[level] = left > 0 && left >= minLots ? left : 0;
    grid->changed = true;
  }
}

static double positionShare(const Engine *e, double mid) {
  return abs(e->desk.inventoryLots) * mid * e->tickLotValue / e->grid.limit;
}

static bool mustRecentre(const Engine *e, double mid) {
  const Settings *s = e->settings;
  const Grid *grid = &e->grid;
  if (isnan(grid->centreTicks)) return true;
  if (fabs(mid - grid->centreTicks) * 10000 >= s->gridResetBps * grid->centreTicks) return true;
  if (e->desk.fillsFrom == e->desk.fillsTo) return false;
  return positionShare(e, mid) * 100 > s->recentreInventoryPct;
}

static double skewFactor(const Settings *s, double share) {
  double steps = s->inventorySkewSteps;
  if (steps == 0) return 1;
  return larger(0, steps - floor(share * steps)) / steps;
}

static void placeGrid(Engine *e, double mid) {
  const Settings *s = e->settings;
  Grid *grid = &e->grid;
  int32_t inventory = e->desk.inventoryLots;
  double marketBps = (-e->book.best[ASK] - e->book.best[BID]) / mid * 10000;
  double volatilityBps = s->volatilityMultiplier * meanAbsoluteReturnBps(&grid->mids);
  double spread = (larger(s->spreadBps, marketBps + s->spreadBufferBps) + volatilityBps) / 10000;
  double full = s->orderSizeUsd / (mid * e->tickLotValue);
  double skewed = full * skewFactor(s, positionShare(e, mid));
  grid->centreTicks = mid;
  double minLots = minLotsOf(e);
  int32_t bidLots = (int32_t)floor(inventory > 0 ? skewed : full);
  int32_t askLots = (int32_t)floor(inventory < 0 ? skewed : full);
  if (!(bidLots >= minLots)) bidLots = 0;
  if (!(askLots >= minLots)) askLots = 0;
  for (int i = 0; i < s->levels; i++) {
    grid->ticks[BID][i] = (int32_t)floor(mid * (1 - spread * (i + 1)));
    grid->ticks[ASK][i] = (int32_t)ceil(mid * (1 + spread * (i + 1)) - HAIR);
    grid->lots[BID][i] = bidLots;
    grid->lots[ASK][i] = askLots;
  }
  grid->changed = true;
}

static void want(Sheet *sheet, int side, int32_t ticks, int32_t lots) {
  int32_t i = sheet->count[side]++;
  sheet->ticks[side][i] = ticks;
  sheet->lots[side][i] = lots;
}

static void clearSheet(Sheet *sheet) {
  sheet->revision++;
  sheet->count[BID] = sheet->count[ASK] = sheet->takeLots = 0;
  sheet->paused[BID] = sheet->paused[ASK] = false;
}

enum { BIDS_PAUSED = 1, ASKS_PAUSED = 2, BIDS_AT_LIMIT = 4, ASKS_AT_LIMIT = 8 };

static int32_t heldSides(const Engine *e, double timeUs, double mid) {
  const Grid *grid = &e->grid;
  int32_t inventory = e->desk.inventoryLots, held = 0;
  if (timeUs < grid->pausedUntilUs[BID]) held |= BIDS_PAUSED;
  if (timeUs < grid->pausedUntilUs[ASK]) held |= ASKS_PAUSED;
  if (inventory != 0 && positionShare(e, mid) >= 1) held |= inventory > 0 ? BIDS_AT_LIMIT : ASKS_AT_LIMIT;
  return held;
}

static void writeQuotes(Engine *e, double timeUs, double mid, Sheet *sheet) {
  const Settings *s = e->settings;
  Grid *grid = &e->grid;
  int32_t bestBid = e->book.best[BID] + e->tape->baseTicks;
  int32_t bestAsk = -e->book.best[ASK] + e->tape->baseTicks;
  int32_t held = heldSides(e, timeUs, mid);
  bool stands = !grid->changed && bestAsk > grid->askAbove && bestAsk <= grid->askUpTo && bestBid < grid->bidBelow &&
                bestBid >= grid->bidDownTo;
  if (stands && held == grid->written && sheet->revision == grid->revision) return;
  clearSheet(sheet);
  sheet->paused[BID] = (held & BIDS_PAUSED) != 0;
  sheet->paused[ASK] = (held & ASKS_PAUSED) != 0;
  grid->changed = false;
  grid->askAbove = grid->bidDownTo = -INT32_MAX;
  grid->askUpTo = grid->bidBelow = INT32_MAX;
  if ((held & (BIDS_PAUSED | BIDS_AT_LIMIT)) == 0) {
    for (int i = 0; i < s->levels; i++) {
      int32_t ticks = grid->ticks[BID][i], lots = grid->lots[BID][i];
      if (lots == 0) continue;
      if (ticks >= bestAsk) {
        if (ticks < grid->askUpTo) grid->askUpTo = ticks;
      } else {
        if (ticks > grid->askAbove) grid->askAbove = ticks;
        want(sheet, BID, ticks, lots);
      }
    }
  }
  if ((held & (ASKS_PAUSED | ASKS_AT_LIMIT)) == 0) {
    for (int i = 0; i < s->levels; i++) {
      int32_t ticks = grid->ticks[ASK][i], lots = grid->lots[ASK][i];
      if (lots == 0) continue;
      if (ticks <= bestBid) {
        if (ticks > grid->bidDownTo) grid->bidDownTo = ticks;
      } else {
        if (ticks < grid->bidBelow) grid->bidBelow = ticks;
        want(sheet, ASK, ticks, lots);
      }
    }
  }
  grid->written = held;
  grid->revision = sheet->revision;
}

static void quote(Engine *e, double timeUs, double knownProfit, Sheet *sheet) {
  Grid *grid = &e->grid;
  double mid = (-e->book.best[ASK] + e->book.best[BID] + 2 * (double)e->tape->baseTicks) / 2;
  sampleMid(e, timeUs, mid);
  if (knownProfit <= -grid->stopLoss) grid->stopped = true;
  if (grid->stopped) {
    clearSheet(sheet);
    sheet->takeLots = -e->desk.inventoryLots;
    return;
  }
  if (closesOnTrend(e, timeUs)) {
    clearSheet(sheet);
    sheet->takeLots = -e->desk.inventoryLots;
    grid->centreTicks = NAN;
    return;
  }
  takeOutFilled(e);
  if (mustRecentre(e, mid)) placeGrid(e, mid);
  writeQuotes(e, timeUs, mid, sheet);
}

/* -------------------------------------------------------------------- desk */

/* Whether the quotes wanted are those that were compared last. */
static bool wantsWhatWorks(Desk *desk) {
  const Sheet *now = &desk->sheet, *then = &desk->compared;
  for (int side = BID; side <= ASK; side++)
    if (desk->wanted[side] != then->count[side]) return false;
  if (now->revision == then->revision) return true;
  for (int side = BID; side <= ASK; side++) {
    size_t bytes = (size_t)desk->wanted[side] * sizeof(int32_t);
    if (memcmp(now->ticks[side], then->ticks[side], bytes) != 0) return false;
    if (memcmp(now->lots[side], then->lots[side], bytes) != 0) return false;
  }
  desk->compared.revision = now->revision;
  return true;
}

/* An order serves a wanted quote of its price if the size wanted is what it was sent with or what is left of it. */
static int wantedFor(const Desk *desk, int slot, const Sheet *sheet, int side, uint32_t matched) {
  for (int j = 0; j < desk->wanted[side]; j++) {
    if ((matched & (1u << j)) != 0 || sheet->ticks[side][j] != desk->ticks[slot]) continue;
    if (sheet->lots[side][j] == desk->lots[slot] || sheet->lots[side][j] == desk->left[slot]) return j;
  }
  return -1;
}

/* Cancels working orders that are no longer wanted; returns the mask of wanted quotes that already work. */
static uint32_t matchWorking(Engine *e, int side, const Sheet *sheet) {
  Desk *desk = &e->desk;
  uint32_t matched = 0;
  for (uint32_t mask = desk->used[side] & ~desk->cancelling[side]; mask != 0;) {
    int i = highestBit(mask);
    mask &= ~(1u << i);
    int wanted = wantedFor(desk, side * SLOTS_PER_SIDE + i, sheet, side, matched);
    if (wanted >= 0) {
      matched |= 1u << wanted;
      continue;
    }
    desk->cancel[side] |= 1u << i;
    desk->cancelling[side] |= 1u << i;
    e->counters.cancelled++;
  }
  return matched;
}

static void countOpen(const Engine *e, Exposure *exposure) {
  const Desk *desk = &e->desk;
  for (int side = BID; side <= ASK; side++) {
    for (uint32_t mask = desk->used[side]; mask != 0;) {
      int i = highestBit(mask);
      mask &= ~(1u << i);
      int slot = side * SLOTS_PER_SIDE + i;
      exposure->openOrders++;
      exposure->openNotional += notional(e, desk->ticks[slot], desk->left[slot]);
    }
  }
}

static int32_t workingLots(const Desk *desk, int side) {
  int32_t lots = 0;
  for (uint32_t mask = desk->used[side] & ~desk->cancelling[side]; mask != 0;) {
    int i = highestBit(mask);
    mask &= ~(1u << i);
    lots += desk->left[side * SLOTS_PER_SIDE + i];
  }
  return lots;
}

static void placeMissing(Engine *e, int side, const Sheet *sheet, uint32_t matched, Exposure *exposure) {
  Desk *desk = &e->desk;
  if (desk->wanted[side] == 0) return;
  exposure->sideLots = workingLots(desk, side);
  for (int j = 0; j < desk->wanted[side]; j++) {
    if ((matched & (1u << j)) != 0) continue;
    int32_t priceTicks = sheet->ticks[side][j], lots = sheet->lots[side][j];
    uint32_t freeSlots = ~(desk->used[side] | desk->cancelling[side]);
    if (freeSlots == 0 || denies(e, side, priceTicks, lots, exposure)) {
      e->counters.denied++;
      continue;
    }
    int i = highestBit(freeSlots);
    int slot = side * SLOTS_PER_SIDE + i;
    int32_t index = priceTicks - e->tape->baseTicks;
    desk->ticks[slot] = priceTicks;
    desk->lots[slot] = desk->left[slot] = lots;
    desk->used[side] |= 1u << i;
    desk->place[side] |= 1u << i;
    e->orders.x[slot] = side == BID ? index : -index;
    e->orders.left[slot] = lots;
    e->orders.number[slot] = desk->orderNumber++;
    e->counters.placed++;
    exposure->openOrders++;
    exposure->openNotional += notional(e, priceTicks, lots);
    exposure->sideLots += lots;
  }
}

static int32_t approvedTake(Engine *e, int32_t takeLots) {
  if (takeLots == 0 || e->desk.takerUnderWay) return 0;
  if (deniesTaker(e, takeLots)) {
    e->counters.denied++;
    return 0;
  }
  e->desk.takerUnderWay = true;
  e->counters.forceCloses++;
  return takeLots;
}

/* How many of a side's quotes, from the first, risk lets it keep. */
static int32_t quotesKept(const Engine *e, int side, const Sheet *sheet, double timeUs, double mid) {
  if (sideClosed(e, side, timeUs, mid)) return 0;
  if (riskState(&e->gate) != REDUCING) return sheet->count[side];
  int32_t left = abs(e->desk.inventoryLots);
  int32_t quotes = 0;
  while (quotes < sheet->count[side] && sheet->lots[side][quotes] <= left) left -= sheet->lots[side][quotes++];
  return quotes;
}

/* Compares the quotes wanted with those that work and sends the difference. */
static void sendDifference(Engine *e, double timeUs, double mid) {
  Desk *desk = &e->desk;
  Sheet *sheet = &desk->sheet;
  for (int side = BID; side <= ASK; side++) {
    desk->wanted[side] = sheet->count[side] == 0 ? 0 : quotesKept(e, side, sheet, timeUs, mid);
    e->counters.denied += sheet->count[side] - desk->wanted[side];
  }
  if (desk->settled && sheet->takeLots == 0 && wantsWhatWorks(desk)) return;
  desk->compared = *sheet;
  desk->compared.count[BID] = desk->wanted[BID];
  desk->compared.count[ASK] = desk->wanted[ASK];
  memset(desk->place, 0, sizeof desk->place);
  memset(desk->cancel, 0, sizeof desk->cancel);
  uint32_t bids = matchWorking(e, BID, sheet);
  uint32_t asks = matchWorking(e, ASK, sheet);
  bool allWork = bids == (1u << desk->wanted[BID]) - 1 && asks == (1u << desk->wanted[ASK]) - 1;
  if (!allWork) {
    Exposure exposure = {.timeUs = timeUs, .midTicks = mid, .inventoryLots = desk->inventoryLots};
    countOpen(e, &exposure);
    placeMissing(e, BID, sheet, bids, &exposure);
    placeMissing(e, ASK, sheet, asks, &exposure);
  }
  int32_t takeLots = approvedTake(e, sheet->takeLots);
  bool nothing = (desk->place[BID] | desk->place[ASK] | desk->cancel[BID] | desk->cancel[ASK]) == 0;
  desk->settled = allWork && nothing;
  if (!nothing || takeLots != 0) sendRequest(e, timeUs, takeLots);
}

static void decide(Engine *e, double timeUs) {
  Desk *desk = &e->desk;
  e->counters.decisions++;
  Sheet *sheet = &desk->sheet;
  double mid = midTicks(e);
  double position = desk->inventoryLots == 0 ? 0 : desk->inventoryLots * mid;
  double gross = (desk->cashTickLots + position) * e->tickLotValue;
  double knownProfit = gross - desk->feesPaid + desk->rebates - e->fundingPaid;
  observe(e, knownProfit, mid, timeUs - e->lastRowUs);
  if (isTwoSided(&e->book) && riskState(&e->gate) != HALTED && !e->gate.stale) {
    quote(e, timeUs, knownProfit, sheet);
    desk->fillsFrom = desk->fillsTo;
  } else {
    clearSheet(sheet);
  }
  sendDifference(e, timeUs, mid);
}

static void learnFills(Engine *e, const Response *response) {
  Desk *desk = &e->desk;
  for (int32_t i = response->fillsFrom; i < response->fillsTo; i++) {
    const Execution *fill = &e->executions.rows[i];
    int32_t signedLots = fill->side == BID ? fill->lots : -fill->lots;
    desk->inventoryLots += signedLots;
    desk->cashTickLots -= (double)fill->priceTicks * signedLots;
    if (fill->fee >= 0) desk->feesPaid += fill->fee;
    else desk->rebates -= fill->fee;
    if (fill->slot < 0) continue;
    if (desk->left[fill->slot] == desk->lots[fill->slot]) {
      e->counters.filled++;
      orderFilled(e, fill->side, response->timeUs);
    }
    desk->left[fill->slot] -= fill->lots;
  }
  desk->fillsTo = response->fillsTo;
}

static void hearResponse(Engine *e) {
  Desk *desk = &e->desk;
  const Response *response = &e->responses.rows[e->responses.head++ % FLIGHT_LENGTH];
  for (int side = BID; side <= ASK; side++) {
    desk->cancelling[side] &= ~response->cancelAnswered[side];
    desk->used[side] &= ~response->ended[side];
  }
  desk->settled = false;
  int rejected = __builtin_popcount(response->rejected[BID]) + __builtin_popcount(response->rejected[ASK]);
  bool accepted = (response->accepted[BID] | response->accepted[ASK]) != 0;
  e->counters.rejected += rejected;
  if (rejected > 0 || accepted) answered(e, accepted);
  if (response->takerDone) desk->takerUnderWay = false;
  if (response->fillsFrom == response->fillsTo) return;
  learnFills(e, response);
  decide(e, response->timeUs);
}

/* ------------------------------------------------------------------ replay */

/* First index in [from, to) whose time is after `timeUs`. The answer is usually near. */
static int64_t firstAfter(const double *times, double timeUs, int64_t from, int64_t to) {
  int64_t near = from + NEAR_ROWS < to ? from + NEAR_ROWS : to, low = from, step = NEAR_ROWS;
  while (low < near && times[low] <= timeUs) low++;
  if (low < near || low == to) return low;
  while (low + step < to && times[low + step] <= timeUs) {
    low += step;
    step *= 2;
  }
  int64_t high = low + step < to ? low + step : to;
  low--;
  while (high - low > 1) {
    int64_t middle = (low + high) / 2;
    if (times[middle] <= timeUs) low = middle;
    else high = middle;
  }
  return high;
}

/* Applies rows that concern nobody and returns the index of the first that does, or `stop`. */
static int64_t scan(const Tape *tape, int32_t *levels, const int32_t *best, const int32_t *ownBest, int64_t from,
                    int64_t stop) {
  const int32_t *code = tape->code, *lots = tape->lots;
  const int32_t bestBid = best[BID], bestAsk = best[ASK], ownBid = ownBest[BID], ownAsk = ownBest[ASK];
  for (int64_t i = from; i < stop; i++) {
    int32_t c = code[i];
    int32_t level = c >> 2;
    int32_t mirror = -(level & 1); /* 0 for bids, -1 for asks */
    int32_t x = ((level >> 1) ^ mirror) - mirror;
    if ((c & 1) != 0) {
      if (x <= (mirror == 0 ? ownBid : ownAsk)) return i;
      continue;
    }
    if (levels[level] < 0 || x + ((c >> 1) & 1) > (mirror == 0 ? bestBid : bestAsk)) return i;
    levels[level] = lots[i];
  }
  return stop;
}

/* Does everything that is due strictly before `untilUs`. */
static void wake(Engine *e, double untilUs) {
  for (;;) {
    double request = nextRequestUs(e), response = nextResponseUs(e);
    double next = smaller(smaller(request, response), e->desk.nextTimerUs);
    if (next >= untilUs) {
      e->wakeAtUs = next;
      return;
    }
    e->nowUs = next;
    if (next == request) {
      requestArrives(e);
    } else if (next == response) {
      hearResponse(e);
    } else {
      e->desk.nextTimerUs += e->settings->decisionUs;
      decide(e, next);
    }
  }
}

static void tradeReachesUs(Engine *e, int side, int32_t x, int32_t lots) {
  OwnOrders *orders = &e->orders;
  int32_t from = e->executions.length;
  uint32_t atPrice = 0;
  for (uint32_t mask = orders->live[side]; mask != 0;) {
    int i = highestBit(mask);
    mask &= ~(1u << i);
    int slot = side * SLOTS_PER_SIDE + i;
    if (orders->x[slot] > x) fillOrder(e, side, slot, orders->left[slot]);
    else if (orders->x[slot] == x) atPrice |= 1u << i;
  }
  int32_t given = 0;
  while (atPrice != 0) {
    int slot = earliest(orders, side, atPrice);
    atPrice &= ~(1u << (slot & 31));
    given += tradeAtPrice(e, side, slot, lots, given);
  }
  reportFills(e, from);
}

/* The other side's best has moved to `x`: what we have on `side` at or beyond it was run through. */
static void crossed(Engine *e, int side, int32_t x) {
  OwnOrders *orders = &e->orders;
  int32_t from = e->executions.length;
  for (uint32_t mask = orders->live[side]; mask != 0;) {
    int i = highestBit(mask);
    mask &= ~(1u << i);
    int slot = side * SLOTS_PER_SIDE + i;
    if (orders->x[slot] + x >= 0) fillOrder(e, side, slot, orders->left[slot]);
  }
  reportFills(e, from);
}

/* A depth row at or beyond the best of its side. Returns whether the lane may have been filled. */
static bool touchChanges(Engine *e, int side, int32_t index, int32_t x, int32_t lots) {
  int32_t *best = e->book.best;
  int other = 1 - side;
  if (lots == 0) {
    if (x == best[side]) {
      beforeTouchChange(e);
      best[side] = nextWorse(&e->book, side, index);
    }
    return false;
  }
  if (x <= best[side]) return false;
  beforeTouchChange(e);
  best[side] = x;
  if (x + best[other] >= 0) best[other] = nextWorse(&e->book, other, index);
  /* In 64 bits: "no order" plus an ask's negative price would overflow. */
  if ((int64_t)x + e->orders.best[other] < 0) return false;
  crossed(e, other, x);
  return true;
}

static void runRows(Engine *e, int64_t to) {
  const Tape *tape = e->tape;
  const double *timeUs = tape->timeUs;
  int32_t *levels = e->book.levels;
  int64_t i = e->row;
  while (i < to) {
    if (timeUs[i] > e->wakeAtUs) {
      e->lastRowUs = i == 0 ? 0 : timeUs[i - 1];
      wake(e, timeUs[i]);
    }
    int64_t stop = firstAfter(timeUs, e->wakeAtUs, i, to);
    for (;;) {
      i = scan(tape, levels, e->book.best, e->orders.best, i, stop);
      if (i == stop) break;
      e->nowUs = timeUs[i];
      int32_t code = tape->code[i], lots = tape->lots[i];
      int32_t level = code >> 2;
      int side = level & 1;
      int32_t index = level >> 1;
      int32_t x = side == BID ? index : -index;
      bool woken = false;
      if ((code & 1) != 0) {
        tradeReachesUs(e, side, x, lots);
        woken = true;
      } else {
        if (levels[level] < 0) depthAtOwn(e, level, lots);
        else levels[level] = lots;
        if (x + ((code >> 1) & 1) > e->book.best[side]) woken = touchChanges(e, side, index, x, lots);
      }
      i++;
      if (woken) stop = firstAfter(timeUs, e->wakeAtUs, i, stop);
    }
  }
  e->row = i;
  if (i > 0) e->lastRowUs = timeUs[i - 1];
}

static void applyMark(Engine *e, const Mark *mark) {
  e->nowUs = mark->timeUs;
  if (mark->isFunding != 0) {
    e->fundingPaid += e->inventoryLots * mark->markTicks * e->tickLotValue * mark->rate;
  } else {
    rememberMid(e);
    clearBook(&e->book);
  }
}

static void runUntil(Engine *e, double untilUs) {
  const Tape *tape = e->tape;
  int64_t end = firstAfter(tape->timeUs, untilUs, e->row, tape->length);
  while (e->mark < tape->markCount && tape->marks[e->mark].timeUs <= untilUs) {
    const Mark *mark = &tape->marks[e->mark++];
    runRows(e, (int64_t)mark->index);
    wake(e, mark->timeUs);
    applyMark(e, mark);
  }
  runRows(e, end);
  wake(e, untilUs + 0.5); /* times are whole us: after everything due at untilUs */
  e->nowUs = untilUs;
}

/* -------------------------------------------------------------- one session */

static Engine *openEngine(const Tape *tape, const Settings *settings) {
  Engine *e = zeroed(1, sizeof(Engine));
  size_t levels = 2 * (size_t)tape->width;
  size_t seconds = (size_t)floor(settings->durationUs / SAMPLE_US);
  e->tape = tape;
  e->settings = settings;
  e->tickLotValue = settings->tickSize * settings->lotSize;
  e->lotsPerUnit = roundHalfUp(1 / settings->lotSize);
  e->wholeLotsPerUnit = fabs(e->lotsPerUnit * settings->lotSize - 1) < 1e-9;
  e->lastMidTicks = e->instantUs = e->midBeforeInstant = NAN;

  e->book.width = tape->width;
  e->book.levels = zeroed(levels, sizeof(int32_t));
  e->book.best[BID] = -1;
  e->book.best[ASK] = -tape->width;
  e->orders.at = zeroed(levels, sizeof(uint32_t));
  e->orders.best[BID] = e->orders.best[ASK] = NO_PRICE;
  e->executions.capacity = 256;
  e->executions.rows = zeroed(256, sizeof(Execution));

  e->gate.versionCap = settings->capital * settings->inventoryLimitPct / 100;
  for (int side = BID; side <= ASK; side++) {
    e->gate.fillTimesUs[side] = zeroed((size_t)settings->repeatedFills, sizeof(double));
    for (int i = 0; i < settings->repeatedFills; i++) e->gate.fillTimesUs[side][i] = -INFINITY;
  }
  for (int i = 0; i < RECENT_INTENTS; i++) e->gate.intentTimeUs[i] = -INFINITY;

  e->grid.limit = settings->capital * settings->inventoryLimitPct / 100;
  e->grid.stopLoss = settings->capital * settings->stopLossPct / 100;
  e->grid.centreTicks = NAN;
  e->grid.changed = true;
  e->grid.revision = -1;

  e->desk.nextTimerUs = settings->decisionUs - settings->feedUs;
  while (e->desk.nextTimerUs < 0) e->desk.nextTimerUs += settings->decisionUs;

  e->samples.profit = zeroed(seconds, sizeof(double));
  e->samples.volume = zeroed(seconds, sizeof(double));
  e->samples.inventoryLots = zeroed(seconds, sizeof(int32_t));
  e->samples.paused = zeroed(seconds, sizeof(uint8_t));
  schedule(e);
  return e;
}

static void simulate(Engine *e) {
  AccountSamples *samples = &e->samples;
  int32_t seconds = (int32_t)floor(e->settings->durationUs / SAMPLE_US);
  for (int32_t i = 0; i < seconds; i++) {
    runUntil(e, (i + 1) * SAMPLE_US);
    const Sheet *sheet = &e->desk.sheet;
    samples->profit[i] = profit(e);
    samples->volume[i] = e->volumeTickLots * e->tickLotValue;
    samples->inventoryLots[i] = e->inventoryLots;
    samples->paused[i] = (uint8_t)((sheet->paused[BID] ? 1 : 0) | (sheet->paused[ASK] ? 2 : 0));
  }
  samples->length = seconds;
}

static void closeEngine(Engine *e) {
  free(e->book.levels);
  free(e->orders.at);
  free(e->executions.rows);
  free(e->gate.fillTimesUs[BID]);
  free(e->gate.fillTimesUs[ASK]);
  free(e->samples.profit);
  free(e->samples.volume);
  free(e->samples.inventoryLots);
  free(e->samples.paused);
  free(e);
}

/* ------------------------------------------------------------------ output */

/* 17 digits name a double exactly. */
static void print(Engine *e) {
  static const char *states[] = {"active", "reducing", "halted"};
  for (int32_t i = 0; i < e->executions.length; i++) {
    const Execution *f = &e->executions.rows[i];
    printf("fill %.17g %d %d %d %d %d %.17g %.17g %d\n", f->timeUs, f->order, f->side, f->priceTicks, f->lots, f->maker,
           f->fee, f->midTicks, f->inventoryLots);
  }
  for (int32_t i = 0; i < e->samples.length; i++) {
    printf("sample %.17g %d %d %.17g\n", e->samples.profit[i], e->samples.inventoryLots[i], e->samples.paused[i],
           e->samples.volume[i]);
  }
  const Counters *c = &e->counters;
  printf("account events %lld\n", (long long)e->row);
  printf("account decisions %d\naccount ordersPlaced %d\naccount ordersCancelled %d\n", c->decisions, c->placed,
         c->cancelled);
  printf("account ordersRejected %d\naccount ordersFilled %d\naccount forceCloses %d\n", c->rejected, c->filled,
         c->forceCloses);
  printf("account denied %d\naccount riskEvents %d\naccount fundingPaid %.17g\n", c->denied, c->riskEvents,
         e->fundingPaid);
  printf("state %s\n", states[riskState(&e->gate)]);
}

static double nowNs(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

int main(int count, char **arguments) {
  if (count != 4) fail("usage:", "engine TAPE SETTINGS REPEATS");
  Settings settings;
  Tape tape = readTape(arguments[1]);
  readSettings(arguments[2], &settings);

  Engine *first = openEngine(&tape, &settings);
  simulate(first);
  if (atoi(arguments[3]) == 0) print(first);
  closeEngine(first);

  for (int i = atoi(arguments[3]); i > 0; i--) {
    double startedNs = nowNs();
    Engine *e = openEngine(&tape, &settings);
    simulate(e);
    closeEngine(e);
    printf("ns %.0f\n", nowNs() - startedNs);
  }
  return 0;
}
