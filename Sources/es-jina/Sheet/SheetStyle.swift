/// The look of a contact sheet: one style for light and dark, for phones, wide screens and paper.
enum SheetStyle {
    static let css = """
        :root {
          color-scheme: light dark;
          --page: #f4f2ee; --card: #ffffff; --mat: #eceae5; --ink: #22242a; --soft: #5f636d; --line: #dcd8d0;
          --accent: #8a3b12; --alert: #fff3d6; --alert-ink: #5c4200;
          --words: #9a5b00; --pictures: #1f6f5c; --texts: #2f5fa8; --fused: #6b6f78; --reranked: #8c2f6b; --found: #ffe08a;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #15161a; --card: #1f2127; --mat: #2a2d34; --ink: #e9e7e2; --soft: #a5a8b1; --line: #363a43;
            --accent: #f0a878; --alert: #3b3013; --alert-ink: #f6dfa4;
            --words: #f0b35a; --pictures: #6fcfb4; --texts: #8fb7f5; --fused: #b3b7c0; --reranked: #ec9bcb; --found: #6b5200;
          }
        }
        * { box-sizing: border-box; }
        html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--page); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
        }
        .top, main, .end { max-width: 90rem; margin-inline: auto; padding-inline: clamp(1rem, 3vw, 2.5rem); }
        .top { padding-block: 2rem 0.5rem; }
        h1 {
          margin: 0 0 0.75rem; font-size: 0.85rem; font-weight: 600; letter-spacing: 0.14em;
          text-transform: uppercase; color: var(--soft);
        }
        nav ol { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0; padding: 0; list-style: none; }
        nav a {
          display: block; padding: 0.2rem 0.75rem; border: 1px solid var(--line); border-radius: 2rem;
          color: inherit; background: var(--card); text-decoration: none; font-size: 0.875rem; overflow-wrap: anywhere;
        }
        nav a:hover, nav a:focus-visible { border-color: var(--accent); color: var(--accent); }
        nav:not(:has(li + li)) { display: none; }
        .search { padding-block: 2rem 1rem; }
        .search + .search { border-top: 1px solid var(--line); }
        .head { display: flex; gap: 1.25rem; align-items: center; margin-bottom: 1.25rem; }
        .query {
          flex: none; width: 6.5rem; height: 6.5rem; object-fit: contain; background: var(--mat);
          border: 3px solid var(--card); border-radius: 0.6rem; outline: 2px solid var(--accent);
        }
        h2 { margin: 0; font-size: clamp(1.4rem, 1rem + 1.6vw, 2rem); line-height: 1.2; overflow-wrap: anywhere; }
        .facts {
          display: flex; flex-wrap: wrap; margin: 0.4rem 0 0; padding: 0; list-style: none;
          color: var(--soft); font-size: 0.875rem;
        }
        .facts li + li::before { content: "·"; margin-inline: 0.5rem; }
        .warning {
          margin: 0 0 1rem; padding: 0.6rem 0.9rem; border-radius: 0.5rem;
          background: var(--alert); color: var(--alert-ink);
        }
        .note { margin: 0 0 1rem; color: var(--soft); font-size: 0.875rem; overflow-wrap: anywhere; }
        mark { padding-inline: 0.1em; border-radius: 0.2em; background: var(--found); color: inherit; }
        .nothing { color: var(--soft); }
        .hits {
          display: grid; gap: 1.1rem; margin: 0; padding: 0; list-style: none;
          grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr));
        }
        .card {
          overflow: hidden; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card);
          box-shadow: 0 1px 2px rgb(0 0 0 / 6%);
        }
        .frame { display: flex; align-items: center; justify-content: center; aspect-ratio: 4 / 3; background: var(--mat); }
        .frame img { display: block; width: 100%; height: 100%; object-fit: contain; }
        .text .frame {
          display: block; aspect-ratio: auto; height: 10rem; padding: 1rem 1.1rem 0; overflow: hidden;
          background: none; mask-image: linear-gradient(#000 60%, transparent);
        }
        .text .frame p { margin: 0; font: 0.975rem/1.55 Georgia, "Noto Serif", "DejaVu Serif", serif; color: var(--ink); }
        @media (min-width: 38rem) { .text .frame { aspect-ratio: 4 / 3; height: auto; } }
        .missing { flex-direction: column; gap: 0.5rem; padding: 1rem; text-align: center; color: var(--soft); }
        .missing p { margin: 0; overflow-wrap: anywhere; }
        .missing .reason { font-size: 0.8rem; }
        .words { padding: 0.75rem 0.95rem 0.85rem; }
        h3 { display: flex; gap: 0.55rem; align-items: baseline; margin: 0; font-size: 1rem; line-height: 1.3; overflow-wrap: anywhere; }
        .score { flex: none; margin-inline-start: auto; color: var(--soft); font-size: 0.8rem; font-weight: 400;
          font-variant-numeric: tabular-nums; }
        .rank {
          flex: none; min-width: 1.5rem; padding: 0.05rem 0.35rem; border-radius: 1rem; text-align: center;
          background: var(--ink); color: var(--card); font-size: 0.8rem; font-variant-numeric: tabular-nums;
        }
        .passage {
          display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 5; overflow: hidden;
          margin: 0.45rem 0 0; font-size: 0.9rem; line-height: 1.45; overflow-wrap: anywhere;
        }
        .legs { display: flex; flex-wrap: wrap; gap: 0.3rem; margin: 0.55rem 0 0; padding: 0; list-style: none; font-size: 0.75rem; }
        .legs li {
          --leg: var(--fused); padding: 0.1rem 0.5rem; border: 1px solid var(--leg); border-radius: 1rem; color: var(--leg);
          white-space: nowrap; font-variant-numeric: tabular-nums;
        }
        .legs [data-leg="bm25"] { --leg: var(--words); }
        .legs [data-leg="knn_image"] { --leg: var(--pictures); }
        .legs [data-leg="knn_text"] { --leg: var(--texts); }
        .legs [data-leg="rerank"] { --leg: var(--reranked); }
        .legs .relevance { --leg: var(--accent); }
        .legs span { color: var(--soft); }
        details { margin-top: 0.55rem; font-size: 0.875rem; }
        summary { cursor: pointer; color: var(--soft); }
        summary span { font-size: 0.75rem; text-transform: uppercase; letter-spacing: 0.06em; }
        pre {
          margin: 0.5rem 0 0.2rem; padding: 0.5rem 0.7rem; overflow-x: auto; border-radius: 0.4rem; background: var(--mat);
          font: 0.75rem/1.5 ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace;
        }
        dl { display: grid; grid-template-columns: auto 1fr; gap: 0.3rem 0.6rem; margin: 0.5rem 0 0.2rem; }
        dt { color: var(--soft); font-size: 0.75rem; line-height: 1.75; text-transform: uppercase; }
        dd { margin: 0; overflow-wrap: anywhere; }
        .id {
          margin: 0.5rem 0 0; color: var(--soft); overflow-wrap: anywhere;
          font: 0.75rem/1.4 ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace;
        }
        .end { padding-block: 1.5rem 2.5rem; color: var(--soft); font-size: 0.8rem; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 0.3rem; }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
        @media print {
          :root { color-scheme: light; --page: #ffffff; }
          nav { display: none; }
          .card { break-inside: avoid; box-shadow: none; }
          .search { break-before: page; }
          .search:first-child { break-before: auto; }
        }
        """
}
