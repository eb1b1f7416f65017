/// The shells for which completions are rendered.
enum Shell: String, CaseIterable, Sendable { case bash, zsh, fish }

/// Renders shell completions out of the table.
struct CompletionRenderer {
    let table: CommandTable

    func text(_ shell: Shell) -> String {
        switch shell {
        case .bash: bash()
        case .zsh: zsh()
        case .fish: fish()
        }
    }

    private var common: [ArgumentDescription] { CommonOptions.arguments.map(\.description) }

    private func options(_ command: Command) -> [ArgumentDescription] { (command.arguments + common).filter { $0.kind != .positional } }

    /// First words, and the groups' second words.
    private var prefixes: [[String]] { [[]] + table.groups.map { [$0.name] } }

    private func bash() -> String {
        var out = "# bash completion for assay; rendered from the program's table of arguments\n_assay() {\n"
        out += "  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\" verb=\"${COMP_WORDS[1]}\" flags=\"\"\n"
        out += "  COMPREPLY=()\n  case \"$verb\" in\n"
        let groups = table.groups.map(\.name).filter { !table.words(after: [$0]).isEmpty }
        out += "    \(groups.joined(separator: "|")))\n      [ \"$COMP_CWORD\" -gt 2 ] && verb=\"$verb ${COMP_WORDS[2]}\" ;;\n  esac\n"
        out += "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
        out += "    COMPREPLY=($(compgen -W \"\(table.words(after: []).joined(separator: " ")) --help --version\" -- \"$cur\")); return\n  fi\n"
        out += "  case \"$verb\" in\n"
        for group in groups {
            out += "    \(group)) COMPREPLY=($(compgen -W \"\(table.words(after: [group]).joined(separator: " "))\" -- \"$cur\")); return ;;\n"
        }
        for command in table.commands { out += bashCase(command) }
        out += "  esac\n  if [[ \"$cur\" == -* ]]; then COMPREPLY=($(compgen -W \"$flags\" -- \"$cur\"))\n"
        return out + "  else COMPREPLY=($(compgen -f -- \"$cur\")); fi\n}\ncomplete -o filenames -F _assay assay\n"
    }

    private func bashCase(_ command: Command) -> String {
        let options = options(command)
        var out = "    \"\(command.name)\")\n      flags=\"\(options.flatMap(\.spellings).joined(separator: " "))\"\n      case \"$prev\" in\n"
        for option in options where option.kind == .option {
            let names = option.spellings.joined(separator: "|")
            switch option.completion {
            case .choices(let words):
                out += "        \(names)) COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"$cur\")); return ;;\n"
            case .file: out += "        \(names)) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"
            case .directory: out += "        \(names)) COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n"
            case .none: out += "        \(names)) return ;;\n"
            }
        }
        return out + "      esac ;;\n"
    }

    private func zsh() -> String {
        var out = "#compdef assay\n# zsh completion for assay; rendered from the program's table of arguments\n_assay() {\n"
        out += "  local -a verbs\n  local verb=\"$words[2]\"\n  if (( CURRENT == 2 )); then\n    verbs=(\n"
        for word in table.words(after: []) { out += "      \(quoted(word + ":" + abstract([word])))\n" }
        out += "    )\n    _describe 'verb' verbs; return\n  fi\n  case \"$verb\" in\n"
        for group in table.groups {
            out += "    \(group.name))\n      if (( CURRENT == 3 )); then\n        verbs=(\n"
            for word in table.words(after: [group.name]) { out += "          \(quoted(word + ":" + abstract([group.name, word])))\n" }
            out += "        )\n        _describe 'verb' verbs; return\n      fi\n      verb=\"$words[2] $words[3]\" ;;\n"
        }
        out += "  esac\n  case \"$verb\" in\n"
        for command in table.commands {
            let specs = options(command).flatMap(zshSpecs) + ["'*:file:_files'"]
            out += "    \(quoted(command.name)))\n      _arguments \\\n        " + specs.joined(separator: " \\\n        ") + " ;;\n"
        }
        return out + "  esac\n}\n_assay \"$@\"\n"
    }

    private func zshSpecs(_ option: ArgumentDescription) -> [String] {
        let text = option.help.filter { !"[]:".contains($0) }
        return option.spellings.map { name in
            guard option.kind == .option else { return quoted("\(name)[\(text)]") }
            let action: String
            switch option.completion {
            case .choices(let words): action = "(" + words.joined(separator: " ") + ")"
            case .file: action = "_files"
            case .directory: action = "_files -/"
            case .none: action = " "
            }
            return quoted("\(name)[\(text)]:\(option.placeholder):\(action)")
        }
    }

    private func fish() -> String {
        var out = "# fish completion for assay; rendered from the program's table of arguments\n"
        for word in table.words(after: []) {
            out += "complete -c assay -f -n __fish_use_subcommand -a \(word) -d \(quoted(abstract([word])))\n"
        }
        for group in table.groups {
            let words = table.words(after: [group.name])
            for word in words {
                let condition = "__fish_seen_subcommand_from \(group.name); and not __fish_seen_subcommand_from \(words.joined(separator: " "))"
                out += "complete -c assay -f -n \(quoted(condition)) -a \(word) -d \(quoted(abstract([group.name, word])))\n"
            }
        }
        for command in table.commands {
            let condition = quoted(command.path.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and "))
            for option in options(command) { out += "complete -c assay -n \(condition) \(fishSpec(option))\n" }
        }
        return out
    }

    private func fishSpec(_ option: ArgumentDescription) -> String {
        var words = option.spellings.map { $0.hasPrefix("--") ? "-l " + $0.dropFirst(2) : "-s " + $0.dropFirst(1) }
        switch option.completion {
        case .choices(let choices): words.append("-x -a " + quoted(choices.joined(separator: " ")))
        case .file: words.append("-r -F")
        case .directory: words.append("-x -a '(__fish_complete_directories)'")
        case .none: if option.kind == .option { words.append("-x") }
        }
        return (words + ["-d " + quoted(option.help)]).joined(separator: " ")
    }

    private func abstract(_ path: [String]) -> String {
        table.command(path)?.abstract ?? table.groups.first { [$0.name] == path }?.abstract ?? ""
    }

    /// In single quotes. A quote itself becomes a typographic one: the three shells disagree on how to escape it.
    private func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" ? "’" : $0 == "\\" ? "/" : String($0) }.joined() + "'"
    }
}
