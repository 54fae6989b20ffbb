/// The look of a plan's page: one style for light and dark, for phones, wide screens and paper.
enum PlanStyle {
    static let css = """
        :root {
          color-scheme: light dark;
          --page: #f4f2ee; --card: #ffffff; --mat: #eceae5; --ink: #22242a; --soft: #5f636d; --line: #dcd8d0;
          --codes: #1f6f5c; --graph: #86b8a8; --bar: #c9ded7; --alert: #a8321a; --good: #1f6f5c;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #15161a; --card: #1f2127; --mat: #2a2d34; --ink: #e9e7e2; --soft: #a5a8b1; --line: #363a43;
            --codes: #6fcfb4; --graph: #35695b; --bar: #2c4a42; --alert: #ff9b82; --good: #6fcfb4;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--page); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
        }
        header, main, footer { max-width: 62rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
        header { padding-block: 2.5rem 0.5rem; }
        .kind {
          margin: 0 0 0.4rem; font-size: 0.8rem; font-weight: 600; letter-spacing: 0.14em; text-transform: uppercase;
          color: var(--soft);
        }
        h1 { margin: 0; font-size: clamp(1.6rem, 1.1rem + 2.4vw, 2.6rem); line-height: 1.15; letter-spacing: -0.01em; }
        .for { margin: 0.5rem 0 0; color: var(--soft); }
        h2 { margin: 0 0 0.9rem; font-size: 1.15rem; }
        section { margin-block: 2.25rem; }
        .answers {
          display: grid; gap: 0.9rem; margin: 1.5rem 0 0; padding: 0; list-style: none;
          grid-template-columns: repeat(auto-fit, minmax(min(100%, 9.8rem), 1fr));
        }
        .answers li, figure, .scroll, dl {
          border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card); box-shadow: 0 1px 2px rgb(0 0 0 / 6%);
        }
        .answers li { display: flex; flex-direction: column; padding: 0.9rem 1.1rem 1rem; }
        .answers .name { color: var(--soft); font-size: 0.85rem; }
        .answers strong { font-size: 1.7rem; line-height: 1.3; font-weight: 650; font-variant-numeric: tabular-nums; }
        .answers .note { color: var(--soft); font-size: 0.8rem; line-height: 1.4; }
        figure { margin: 0; padding: 1.1rem 1.1rem 0.9rem; }
        figcaption { margin-top: 0.6rem; color: var(--soft); font-size: 0.85rem; }
        figure { overflow-x: auto; }
        svg { display: block; width: 100%; min-width: 34rem; height: auto; }
        svg text { fill: var(--ink); font-size: 13px; font-variant-numeric: tabular-nums; }
        svg .tick, svg .type { fill: var(--soft); font-size: 12px; }
        svg .dims { font-weight: 650; }
        svg .amount { font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 4px; }
        svg .grid { stroke: var(--line); stroke-width: 1; }
        svg .codes { fill: var(--codes); }
        svg .graph { fill: var(--graph); }
        svg .pale .codes { fill: color-mix(in srgb, var(--codes) 38%, var(--card)); }
        svg .pale .graph { fill: color-mix(in srgb, var(--graph) 38%, var(--card)); }
        svg .pale .amount, svg .pale .dims { fill: var(--soft); font-weight: 400; }
        svg .limit { stroke: var(--alert); stroke-width: 1.5; stroke-dasharray: 6 4; }
        svg .limit-name { fill: var(--alert); font-weight: 600; }
        .scroll { overflow-x: auto; margin-bottom: 1.1rem; }
        table { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
        caption { padding: 0.8rem 1.1rem 0.3rem; text-align: start; font-weight: 650; }
        th, td { padding: 0.5rem 1.1rem; text-align: end; vertical-align: top; white-space: nowrap; }
        thead th { color: var(--soft); font-size: 0.75rem; font-weight: 500; }
        tbody tr { border-top: 1px solid var(--line); }
        th:first-child { min-width: 14rem; text-align: start; font-weight: 400; white-space: normal; }
        td.wide, thead th.wide { width: 24%; min-width: 8rem; text-align: start; }
        .value { display: block; font-weight: 600; }
        .bar { display: block; height: 0.4rem; margin-top: 0.25rem; border-radius: 0.2rem; background: var(--bar); }
        .best { background: color-mix(in srgb, var(--codes) 7%, transparent); }
        .best .bar { background: var(--codes); }
        tbody code { font: 0.85rem/1.5 ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace; }
        .badge {
          margin-inline-start: 0.35rem; padding: 0.05rem 0.55rem; border: 1px solid var(--good); border-radius: 1rem;
          color: var(--good); font-size: 0.72rem; white-space: nowrap;
        }
        .why { display: block; max-width: 26rem; color: var(--soft); font-size: 0.78rem; line-height: 1.4; }
        .refused, .refused td { color: var(--soft); white-space: normal; text-align: start; }
        .yes { color: var(--good); }
        .no { color: var(--alert); font-weight: 600; }
        .faults th, .faults td { white-space: normal; overflow-wrap: anywhere; text-align: start; }
        .faults th { width: 30%; }
        dl { margin: 0; padding: 0.4rem 1.1rem; }
        dl div { display: grid; grid-template-columns: 8rem 1fr; gap: 0.25rem 1rem; padding-block: 0.55rem; }
        dl div + div { border-top: 1px solid var(--line); }
        dt { color: var(--soft); }
        dd { margin: 0; overflow-wrap: anywhere; }
        footer { padding-block: 0.5rem 2.5rem; color: var(--soft); font-size: 0.8rem; }
        @media (max-width: 36rem) {
          th, td { padding-inline: 0.7rem; }
          dl div { grid-template-columns: 1fr; }
        }
        @media print {
          :root { color-scheme: light; --page: #ffffff; }
          .answers li, figure, .scroll, dl { box-shadow: none; break-inside: avoid; }
        }
        """
}
