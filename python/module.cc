// The extension module covesim._core: parameters by path, and the worker's side of a machine. The Python sources beside
// it make the package's interface of this; nothing else should import it.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "python/session.h"
#include "sim/core/schema/assign.h"
#include "sim/core/schema/describe.h"
#include "sim/platform/presets.h"

namespace py = pybind11;

namespace covesim {
namespace {

/// Carries a Failure through pybind11; becomes _core.Error(code, message).
struct Raised {
    Failure failure;
};

void check(const Status& s) {
    if (!s) throw Raised{Failure(s.error())};
}
void check(const Expected<void, Failure>& s) {
    if (!s) throw Raised{s.error()};
}
template <class T, class E>
T value(Expected<T, E> e) {
    if (!e) throw Raised{Failure(e.error())};
    return std::move(*e);
}

/// A described struct of parameters with the operations that Config needs.
struct Params {
    MachineParams p;

    py::object get(const std::string& path) {
        const auto list = config::leaves(p);
        const auto leaf = config::find(list, path);
        if (!leaf) throw Raised{Failure(leaf.error())};
        switch ((*leaf)->kind) {
            case config::Kind::Unsigned: return py::int_((*leaf)->number());
            case config::Kind::Signed: return py::int_(static_cast<int64_t>((*leaf)->number()));
            case config::Kind::Bool: return py::bool_((*leaf)->number() != 0);
            default: return py::str((*leaf)->text());
        }
    }
    /// All or nothing: a later error leaves the parameters as they were.
    template <class F>
    void change(F&& f) {
        MachineParams copy = p;
        f(copy);
        p = copy;
    }
    void set(const std::string& path, const std::string& text) {
        change([&](MachineParams& c) { check(config::set(c, path, text)); });
    }
    void apply(const Expected<config::Value>& tree) {
        if (!tree) throw Raised{Failure(tree.error())};
        change([&](MachineParams& c) { check(config::set(c, *tree)); });
    }
};

std::string_view kind_name(config::Kind k) {
    switch (k) {
        case config::Kind::Unsigned:
        case config::Kind::Signed: return "int";
        case config::Kind::Bool: return "bool";
        case config::Kind::Enum: return "enum";
        case config::Kind::String: return "str";
        case config::Kind::Group: return "group";
        case config::Kind::Array: return "array";
    }
    return "";
}

/// One dictionary for every row of the schema, groups before their members.
py::list leaves() {
    MachineParams defaults;
    py::list out;
    for (const auto& leaf : config::leaves(defaults)) {
        py::dict d;
        d["path"] = leaf.path;
        d["kind"] = kind_name(leaf.kind);
        d["unit"] = std::string(name(leaf.unit));
        d["doc"] = std::string(leaf.doc);
        d["default"] = leaf.scalar() ? py::object(py::str(leaf.text())) : py::none();
        d["legal"] = leaf.scalar() ? config::legal(leaf) : "";
        d["values"] = std::vector<std::string>(leaf.names.begin(), leaf.names.end());
        out.append(d);
    }
    return out;
}

Options workload_options(const py::dict& w) {
    Options o;
    o.console = "none";
    const auto text = [&](const char* key, std::string& to) {
        if (w.contains(key)) to = w[key].cast<std::string>();
    };
    o.command = w["command"].cast<std::string>() == "boot" ? Command::Boot : Command::Run;
    for (const auto& [key, to] :
         {std::pair{"host", &o.host}, std::pair{"guest", &o.guest}, std::pair{"flash", &o.flash},
          std::pair{"elf", &o.elf}, std::pair{"bios", &o.bios}, std::pair{"kernel", &o.kernel},
          std::pair{"initrd", &o.initrd}, std::pair{"append", &o.append}, std::pair{"dtb", &o.dtb},
          std::pair{"tohost", &o.tohost}, std::pair{"fromhost", &o.fromhost}})
        text(key, *to);
    if (w.contains("disks"))
        for (const auto& disk : w["disks"].cast<std::vector<std::string>>())
            o.disks.push_back(value(DiskOption::parse(disk)));
    if (w.contains("restore")) {
        text("restore", o.restore);
        o.restored = value(CheckpointReader::open(o.restore));
        o.command = o.restored->head().boot ? Command::Boot : Command::Run;
    }
    if (w.contains("htif")) o.htif = w["htif"].cast<bool>();
    if (w.contains("semihosting")) o.semihosting = w["semihosting"].cast<bool>();
    return o;
}

py::dict end_of_run(const SessionEnd& end) {
    py::dict d;
    d["reason"] = std::string(end.why);
    d["code"] = end.code;
    d["message"] = end.message;
    return d;
}

py::dict checkpoint(Session& s, const std::string& file) {
    SessionEnd end;
    {
        const py::gil_scoped_release free;
        end = value(s.checkpoint(file));
    }
    return end_of_run(end);
}

/// As JSON.
std::string checkpoint_parameters(const std::string& file) {
    return value(CheckpointReader::open(file))->head().parameters;
}

py::dict run(Session& s, const std::string& stop_pc, const std::string& console, std::optional<uint64_t> instructions,
             std::optional<double> timeout) {
    SessionEnd end;
    {
        // The worker watches its socket meanwhile.
        const py::gil_scoped_release free;
        end = value(s.run({stop_pc, console, instructions, timeout}));
    }
    return end_of_run(end);
}

Mode mode_of(const std::string& text) {
    MachineParams p;
    check(config::set(p, "mode", text));
    return p.mode;
}

}  // namespace
}  // namespace covesim

PYBIND11_MODULE(_core, m) {
    using namespace covesim;
    m.doc() = "The simulator's parameters and machine; use the package covesim instead.";
    static PyObject* error = PyErr_NewException("covesim._core.Error", PyExc_RuntimeError, nullptr);
    m.add_object("Error", py::reinterpret_borrow<py::object>(error));
    py::register_exception_translator([](std::exception_ptr p) {
        try {
            if (p) std::rethrow_exception(p);
        } catch (const Raised& r) { PyErr_SetObject(error, py::make_tuple(r.failure.code, r.failure.message).ptr()); }
    });

    m.def("leaves", &leaves);
    m.def("preset_names", &preset_names);
    m.def("checkpoint_parameters", &checkpoint_parameters);

    py::class_<Params>(m, "Params")
        .def(py::init<>())
        .def("copy", [](const Params& s) { return s; })
        .def("get", &Params::get)
        .def("set", &Params::set)
        .def("json", [](Params& s) { return config::json_text(config::tree(config::leaves(s.p))); })
        .def("apply_json", [](Params& s, const std::string& text,
                              const std::string& where) { s.apply(config::parse_json(text, where)); })
        .def("apply_toml", [](Params& s, const std::string& text,
                              const std::string& where) { s.apply(config::parse_toml(text, where)); })
        .def("apply_file",
             [](Params& s, const std::string& path) {
                 s.change([&](MachineParams& c) { check(apply_config_file(c, path)); });
             })
        .def("apply_preset", [](Params& s, const std::string& preset) {
            s.change([&](MachineParams& c) { check(apply_preset(c, preset)); });
        });

    py::class_<Session>(m, "Session")
        .def(py::init([](const Params& p) { return std::make_unique<Session>(p.p); }))
        .def("start", [](Session& s, const py::dict& w) { check(s.start(workload_options(w))); })
        .def("started", &Session::started)
        .def("run", &run)
        .def("checkpoint", &checkpoint)
        .def("instructions", [](Session& s) { return s.machine().instructions(); })
        .def("time_fs", [](Session& s) { return s.machine().now().fs; })
        .def("mode",
             [](Session& s) { return std::string(EnumNames<Mode>::names[static_cast<size_t>(s.machine().mode())]); })
        .def("set_mode", [](Session& s, const std::string& text) { s.machine().set_mode(mode_of(text)); })
        .def("console",
             [](const Session& s, size_t from) {
                 const auto& text = s.console().text();
                 return py::bytes(text.substr(std::min(from, text.size())));
             })
        .def("type", [](Session& s, const std::string& bytes) { s.machine().type(bytes); })
        .def("symbol", [](const Session& s, const std::string& n) { return value(s.symbol(n)); })
        .def("stats", &Session::stats)
        .def("report_json", &Session::report_json)
        .def("report_text", [](Session& s) { return py::bytes(s.report_text()); })
        .def("read_register", [](Session& s, uint32_t h, const std::string& n) { return value(s.read_register(h, n)); })
        .def("write_register",
             [](Session& s, uint32_t h, const std::string& n, uint64_t v) { check(s.write_register(h, n, v)); })
        .def("read_vector", [](Session& s, uint32_t h, uint32_t i) { return py::bytes(value(s.read_vector(h, i))); })
        .def("write_vector",
             [](Session& s, uint32_t h, uint32_t i, const std::string& b) { check(s.write_vector(h, i, b)); })
        .def("csrs", &Session::csrs)
        .def("read_memory", [](Session& s, uint64_t a, uint64_t n,
                               std::optional<uint32_t> h) { return py::bytes(value(s.read_memory(a, n, h))); })
        .def("write_memory", [](Session& s, uint64_t a, const std::string& data, std::optional<uint32_t> h) {
            check(s.write_memory(a, data, h));
        });
}
