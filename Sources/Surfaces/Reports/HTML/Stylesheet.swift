/// The page's one stylesheet: system fonts, two colour schemes, print, and screens from 380 pixels up.
///
/// Shades of the three verdicts differ in lightness as well as in hue, so they stay apart in grey and for colour-blind readers.
enum Stylesheet {
    static let text = palette + layout + tables + figures + findings + media

    /// What a picture needs that stands in a file of its own.
    static let plot = palette + figures

    private static let palette = """
        :root{color-scheme:light dark;--bg:#fff;--fg:#1b2126;--soft:#59636b;--line:#d5dbe0;--panel:#f4f6f8;--link:#0b5cad;
        --clear:#7db3d8;--hold:#d98e04;--hold-text:#885600;--reject:#7a1f5c;--neutral:#8b98a3;--observed:#0b5cad;--expected:#a9b4bd;
        --same:#dcebf7;--diff:#b03a00;--alert:#9f1d1d;--alert-bg:#fdecec;--good:#16613a;--note:#fff6df;
        --c0:#0b5cad;--c1:#c25e00;--c2:#0f7a5a;--c3:#8a3ffc;--c4:#a3174f;--c5:#4d5b66;--c6:#7a5b00;--c7:#007d8a}
        @media (prefers-color-scheme:dark){:root{--bg:#14181c;--fg:#e4e8eb;--soft:#9eabb5;--line:#343c44;--panel:#1d2328;--link:#7cb8f2;
        --clear:#3f7fae;--hold:#e8a530;--hold-text:#e8a530;--reject:#e079b8;--neutral:#77848f;--observed:#6fb1ef;--expected:#5a6670;
        --same:#173a57;--diff:#ff9d66;--alert:#ff9b9b;--alert-bg:#3a1a1a;--good:#6cd39b;--note:#332b15;
        --c0:#6fb1ef;--c1:#f0a35a;--c2:#4fd0a5;--c3:#c4a3ff;--c4:#ff86b3;--c5:#b4c0ca;--c6:#e0c060;--c7:#53cbd8}}

        """

    private static let layout = """
        *{box-sizing:border-box}
        body{margin:0 auto;padding:1.5rem 1.25rem 4rem;max-width:62rem;background:var(--bg);color:var(--fg);
        font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word}
        h1{font-size:1.9rem;line-height:1.2;margin:.5rem 0 .25rem}h2{font-size:1.4rem;margin:2.75rem 0 .5rem;padding-bottom:.3rem;border-bottom:2px solid var(--line)}
        h3{font-size:1.1rem;margin:1.75rem 0 .4rem}h4{font-size:.95rem;margin:1rem 0 .3rem}p{margin:.5rem 0 .9rem;max-width:46rem}
        a{color:var(--link)}code{font:.86em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
        pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem;overflow-x:auto}pre code{overflow-wrap:normal}
        .skip{position:absolute;left:-999px}.skip:focus{left:1rem}
        .period,.meta,.aside,figcaption,footer{color:var(--soft)}.period{margin:0 0 1rem}.meta,.aside{font-size:.88rem}
        .lead{font-size:1.12rem;max-width:50rem}.lead .zero,.equation .zero{font-size:inherit;color:inherit}
        .banner{border:2px solid var(--alert);background:var(--alert-bg);color:var(--alert);border-radius:6px;padding:.75rem 1.1rem;margin:1rem 0}
        .banner h2{border:0;margin:0 0 .3rem;padding:0;font-size:1.1rem}.banner ul{margin:.3rem 0;padding-left:1.2rem}
        .tiles{display:flex;flex-wrap:wrap;gap:.75rem;list-style:none;margin:1.25rem 0;padding:0}
        .tile{flex:1 1 9rem;background:var(--panel);border-left:5px solid var(--neutral);border-radius:4px;padding:.6rem .9rem;color:var(--soft)}
        .tile strong{display:block;font-size:1.6rem;line-height:1.25;color:var(--fg);font-variant-numeric:tabular-nums}
        .tile.clear{border-color:var(--clear)}.tile.hold{border-color:var(--hold)}.tile.reject{border-color:var(--reject)}
        nav ol{display:flex;flex-wrap:wrap;gap:.3rem 1.25rem;list-style:none;padding:0;margin:0}
        .good{color:var(--good)}.bad{color:var(--alert)}
        .equation{display:flex;flex-wrap:wrap;gap:.15rem .6rem;background:var(--panel);border-radius:6px;padding:.7rem 1rem;max-width:none}
        .equation b{font-variant-numeric:tabular-nums;white-space:nowrap}
        .note{background:var(--note);border-radius:6px;padding:.6rem .9rem}
        ul.inline{display:flex;flex-wrap:wrap;gap:.25rem .5rem;list-style:none;padding:0;margin:.25rem 0 1rem}
        ul.inline li{background:var(--panel);border-radius:4px;padding:.05rem .5rem;font-size:.88rem;overflow-wrap:anywhere}
        footer{margin-top:3rem;border-top:1px solid var(--line);font-size:.85rem}
        .glossary dt{font-weight:600}.glossary dd{margin:0 0 .6rem;max-width:46rem}

        """

    private static let tables = """
        .scroll{overflow-x:auto;margin:.75rem 0 1.25rem}
        table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
        caption{text-align:left;font-weight:600;padding:.25rem 0;color:var(--soft);font-size:.88rem}
        th,td{padding:.32rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
        thead th{border-bottom:2px solid var(--line);font-size:.82rem;color:var(--soft);vertical-align:bottom}
        tbody th{font-weight:400}tfoot th,tfoot td{font-weight:600;border-top:2px solid var(--line);border-bottom:0}
        .n{text-align:right;white-space:nowrap}.w{min-width:13rem}td small,dd small,.equation small,.lead small,.zero{color:var(--soft);font-size:.82em}
        th code{white-space:nowrap}table.values code{white-space:normal}figure table{max-width:46rem}
        .badge{display:inline-block;border-radius:4px;padding:0 .45rem;font-size:.82rem;font-weight:600;border:1px solid currentColor}
        .badge.hold{color:var(--hold-text)}.badge.reject{color:var(--reject)}.badge.clear{color:var(--link)}.badge.label{color:var(--soft)}
        details summary{cursor:pointer;color:var(--link);font-size:.92rem}

        """

    private static let figures = """
        figure{margin:1.25rem 0}.plot{margin:0}.plot svg{display:block;width:100%;min-width:560px;max-width:760px;height:auto}
        figcaption{font-size:.88rem;max-width:46rem}
        svg text{fill:var(--fg);font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
        svg .tick,svg .axis-title{fill:var(--soft)}svg .axis-title{font-size:12.5px}
        .grid{stroke:var(--line);stroke-width:1}.axis{stroke:var(--soft);stroke-width:1}.band{fill:var(--note);stroke:var(--hold);stroke-width:.6}
        .t-clear{fill:var(--clear)}.t-hold{fill:var(--hold)}.t-reject{fill:var(--reject)}.t-neutral{fill:var(--neutral)}
        .t-observed{fill:var(--observed)}.t-expected{fill:var(--expected)}
        .c0{fill:var(--c0)}.c1{fill:var(--c1)}.c2{fill:var(--c2)}.c3{fill:var(--c3)}.c4{fill:var(--c4)}.c5{stroke:var(--c5)}.c6{stroke:var(--c6)}.c7{stroke:var(--c7)}
        .open{fill:none;stroke-width:2}
        .legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;list-style:none;padding:0;margin:.3rem 0}.legend svg{vertical-align:-2px}
        .legend li{overflow-wrap:anywhere}

        """

    private static let findings = """
        article{border:1px solid var(--line);border-radius:8px;padding:.25rem 1.25rem 1rem;margin:1.5rem 0}
        article h3{font-size:1.2rem;margin:1rem 0 .1rem}.no{color:var(--soft);font-weight:400;margin-right:.3rem}
        .facts{display:flex;flex-wrap:wrap;gap:.4rem 1.75rem;margin:.75rem 0}.facts dt{font-size:.8rem;color:var(--soft)}
        .facts .long{flex-basis:100%}.facts dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        .reasons{list-style:none;padding:0;margin:.5rem 0}.reasons li{margin:.35rem 0}.reasons .badge{margin-right:.35rem}.reasons code{white-space:nowrap}
        .benign{background:var(--panel);border-radius:6px;padding:.1rem 1rem .5rem}.benign h4{margin:.5rem 0 .2rem}.benign ul{margin:.2rem 0;padding-left:1.2rem}
        .pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1rem;margin:1rem 0}
        .source{font-size:.88rem;margin:0 0 .3rem}.passage blockquote{margin:0;padding:.7rem .9rem;background:var(--panel);border-radius:6px;
        border-left:3px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere;font-size:.94rem}
        .disguise{font-size:.88rem;color:var(--diff);margin:.35rem 0}
        mark{background:var(--same);color:inherit;border-radius:2px}
        .diff{color:var(--diff);text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:3px}
        .hidden,.lookalike{border:1px solid var(--alert);color:var(--alert);border-radius:3px}.hidden{font-size:.8em;padding:0 .1em}
        .back{font-size:.85rem;margin:.75rem 0 0}

        """

    private static let media = """
        @media (max-width:44rem){body{padding:1rem .8rem 3rem}h1{font-size:1.5rem}.pair{grid-template-columns:minmax(0,1fr)}
        article{padding:.1rem .8rem .75rem}.lead{font-size:1.02rem}.tile{flex-basis:7rem}}
        @media print{:root{color-scheme:light;font-size:12px}body{max-width:none;padding:0;font-size:12px}table{font-size:10.5px}nav,.skip,.back{display:none}
        .scroll{overflow:visible}.plot svg{min-width:0;max-width:100%}h2,h3,h4,caption{break-after:avoid}
        figure svg,tr,.passage,.facts,.benign{break-inside:avoid}article{border:0;border-top:1px solid var(--line);border-radius:0;padding:0}
        mark,.t-clear,.t-hold,.t-reject,.t-observed,.t-expected,.tile,.benign{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        details::details-content{content-visibility:visible;display:block;block-size:auto}a{color:inherit;text-decoration:none}}

        """
}
