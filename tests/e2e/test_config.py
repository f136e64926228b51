"""Config: the parameters of the declarations, as attributes."""

import copy
import importlib.util
import json
import pickle

import pytest
from conftest import TOP

from covesim import Config, ConfigError, presets


def test_values_by_attribute_and_by_path():
    c = Config(harts=2, mode="timed")
    c.hart.mmu.l1d.ways = 16
    c.ram = "1G"
    c.hart.mmu.mpt.pointer[1].sets = 16
    assert (c.harts, c.mode, c.hart.mmu.l1d.ways, c.ram) == (2, "timed", 16, 1 << 30)
    assert c.get("hart.mmu.l1d.ways") == 16
    assert c.hart.mmu.mpt.pointer[1].sets == 16 != c.hart.mmu.mpt.pointer[0].sets
    assert isinstance(c.hart.wfi_waits, bool)
    c.set("hart.wfi_waits", False)
    assert c.hart.wfi_waits is False
    assert repr(Config(harts=2)) == "Config(harts=2)"


def test_wrong_names_and_values():
    c = Config()
    with pytest.raises(AttributeError, match="unknown parameter 'hart.mmu.l1d.way'; the nearest is 'hart.mmu.l1d.ways'"):
        c.hart.mmu.l1d.way = 4
    with pytest.raises(AttributeError, match="the nearest is 'harts'"):
        c.hartz  # pylint: disable=pointless-statement
    with pytest.raises(ValueError, match="harts = 9: must be 1 to 8") as e:
        c.harts = 9
    assert isinstance(e.value, ConfigError) and e.value.exit_code == 2
    with pytest.raises(ValueError, match="power of two"):
        c.hart.mmu.l1d.sets = 3
    with pytest.raises(ValueError, match="one of fast, warm, timed"):
        c.mode = "slow"
    for value in (True, 1.5, None, [1]):
        with pytest.raises(TypeError):
            c.harts = value
    with pytest.raises(TypeError):
        c.hart = 3
    with pytest.raises(AttributeError):
        Config(hart_count=2)
    with pytest.raises(ValueError, match="the nearest is 'small-tlb'"):
        Config("smal-tlb")
    assert c == Config(), "a refused change changed something"


def test_text_forms(tmp_path):
    c = Config("small-tlb", harts=3, seed=(1 << 64) - 1)
    c.hart.mmu.mpt.pointer[2].ways = 8
    assert c != Config()
    assert Config.from_toml(c.to_toml()) == c
    assert Config.from_json(c.to_json()) == c
    file = tmp_path / "machine.toml"
    file.write_text(c.to_toml())
    assert Config.load(file) == c
    assert pickle.loads(pickle.dumps(c)) == c
    other = copy.deepcopy(c)
    other.harts = 1
    assert c.harts == 3
    with pytest.raises(ConfigError):
        Config.from_toml("harts = ")
    with pytest.raises(ConfigError, match="the nearest is"):
        Config.from_json('{"hart": {"clok_period": 1}}')


def test_documentation_comes_with_the_names():
    c = Config()
    assert "power of two" in type(c.hart.mmu.l1d).sets.__doc__
    assert "Number of harts." in c.describe("harts")
    assert c.hart.describe("clock_period").startswith("hart.clock_period = 500000: ")
    assert {"default", "small-tlb"} <= set(presets())
    assert "hart" in dir(c)


def test_same_parameters_as_the_command_line(covesim):
    assert Config().to_dict() == json.loads(covesim("params", "--format", "json").stdout)


def test_stub_is_current():
    spec = importlib.util.spec_from_file_location("stubs", TOP / "python/tools/stubs.py")
    stubs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stubs)
    assert stubs.TARGET.read_text() == stubs.stub(), "run python/tools/stubs.py"
