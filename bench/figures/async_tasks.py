# What async_tasks.lua measures, in Python.
import asyncio
import gc
import time


async def work(i):
    return i


async def best(count, body):
    rate = 0
    for _ in range(3):
        gc.collect()
        start = time.process_time()
        await body(count)
        rate = max(rate, count / (time.process_time() - start) / 1e6)
    return rate


async def turns(n):
    for _ in range(n):
        await asyncio.sleep(0)


async def one_by_one(n):
    for i in range(n):
        await asyncio.create_task(work(i))


async def gathered(n):
    tasks = [asyncio.create_task(work(i)) for i in range(n)]
    assert len(await asyncio.gather(*tasks)) == n


async def main():
    print("%.2f, %.2f, %.2f" % (await best(300000, turns), await best(100000, one_by_one),
                                 await best(100000, gathered)))


asyncio.run(main())
