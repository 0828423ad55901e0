/* The server's time: by what it said last, and by what has gone by since then. A phone's own clock may be hours off, and may
   be set while the page is open; what goes by is counted by a clock that nobody sets, and by the other where a phone slept. */
let last = { server: Date.now(), wall: Date.now(), mark: performance.now() };

/* Note what the server's time is now, in milliseconds. */
export const set = (server) => { last = { server, wall: Date.now(), mark: performance.now() }; };

export const now = () => last.server + Math.max(performance.now() - last.mark, Date.now() - last.wall);

/* How far the server's time is ahead of this phone's clock. */
export const ahead = () => now() - Date.now();
