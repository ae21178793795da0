// What the page asks of the server. Everything that is said comes from there.

export class Refused extends Error {}

async function answered(asked) {
  let response;
  try {
    response = await asked;
  } catch {
    throw new Refused("页面连不上程序了。请关掉这个窗口，从桌面图标再打开。");
  }
  const said = response.headers.get("content-type")?.startsWith("application/json") ? await response.json() : {};
  if (!response.ok) throw new Refused(said.message ?? "页面的凭据过期了。请关掉这个窗口，从桌面图标再打开。");
  return said;
}

export const get = (path, signal) => answered(fetch(path, { signal }).catch((error) => {
  if (error.name === "AbortError") return new Promise(() => {});
  throw error;
}));

export const post = (path, content = {}) =>
  answered(fetch(path, { method: "POST", body: JSON.stringify(content), headers: { "Content-Type": "application/json" } }));

/** Send files, one after the other; `told` hears how many are there. The batch's name. */
export async function send(files, told) {
  const { batch } = await post("/api/batches");
  let count = 0;
  for (const file of files) {
    told(count, files.length, file.name);
    await answered(fetch(`/api/batches/${batch}/files?name=${encodeURIComponent(file.name)}`, {
      method: "POST", body: file, headers: { "Content-Type": "application/octet-stream" },
    }));
    count += 1;
  }
  told(count, files.length, "");
  return batch;
}

const waiting = new Map();
let latest = { file: null, held: "", run: null };

/** Start a command; `told` hears of every step. Resolves to the whole run once it has ended. */
export async function run(command, given, told = () => {}) {
  const started = await post("/api/runs", { command, given });
  return follow(started, told);
}

export function follow(started, told = () => {}) {
  return new Promise((resolve, reject) => {
    told(started);
    waiting.set(started.id, { told, resolve, reject });
    settle(latest);
  });
}

export const cancel = (run) => post(`/api/runs/${run.id}/cancel`);

/** Told by the server what runs now: whoever waits for a run that is over gets its result. */
export function settle(state) {
  latest = state;
  for (const [id, { told, resolve, reject }] of waiting) {
    if (state.run?.id === id) {
      told(state.run);
    } else {
      get(`/api/runs/${id}`).then((whole) => {
        if (["running", "stopping"].includes(whole.state) || !waiting.delete(id)) return;
        resolve(whole);
      }, (error) => { if (waiting.delete(id)) reject(error); });
    }
  }
}
