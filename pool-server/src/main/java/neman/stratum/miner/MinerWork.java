package neman.stratum.miner;

import neman.bitcoin.Target;

/** What hashing threads work on until there is another: a job, where the extranonce begins, and what counts as a share. */
record MinerWork(PoolConnection connection, PoolJob job, byte[] extranonce1, int extranonce2Bytes, Target target) {}
