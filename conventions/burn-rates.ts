// How fast an error budget may burn, as far as settings and alerts share it.

/** The slowest burn that pages somebody: at this rate 30 days' budget lasts five days. */
export const slowestPagingRate = 6;
